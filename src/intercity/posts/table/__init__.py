"""The posts of a space as a table, on the page and as CSV and XLSX."""
