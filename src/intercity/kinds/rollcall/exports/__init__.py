"""The answers as files, of exactly what the table shows."""
