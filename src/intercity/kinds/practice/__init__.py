"""What we do: begins as a 60-second post and can grow into a full record."""
