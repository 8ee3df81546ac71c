"""A coordinator's table of answers, pasted or from a file: read, never written here."""
