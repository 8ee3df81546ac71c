"""The map of a space: from which cities its posts come, drawn and as a table."""
