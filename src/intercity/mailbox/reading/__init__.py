"""What a mail says, from its bytes alone: no database, no settings. Nothing here raises, whatever the bytes."""
