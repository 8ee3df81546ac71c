"""How much of a foreign file we are ready to read. A file past a limit is refused with a clear error."""

MAX_COLUMNS = 2_000
MAX_CELL = 131_072
MAX_ROW = 4 * 1024 * 1024
MAX_BYTES = 1024**3
# openpyxl keeps the shared strings of a workbook in memory, so it gets less than a streamed table.
MAX_WORKBOOK_BYTES = 192 * 1024**2
# Text packs ten to fifty times; a thousand times is a bomb. Small files may pack better by chance.
MAX_RATIO = 200
RATIO_MATTERS_FROM = 16 * 1024**2
MAX_ZIP_MEMBERS = 1_000
# A title or two may stand above the header of a sheet.
HEADER_WITHIN_ROWS = 20
SAMPLE_BYTES = 256 * 1024
