"""What stands under a text and is not part of it."""

from __future__ import annotations

from intercity.mailbox.reading.words import DEVICE, DISCLAIMER, LEAVE, LONGEST_DEVICE, LONGEST_LEAVE, POSTSCRIPT

# A signature that people typed under their leave is short; anything longer is text.
MOST_LINES = 25
LONGEST_LINE = 90
# "--" without its blank is a signature's mark only where little follows.
MOST_AFTER_DASHES = 15


def without_signature(lines: list[str]) -> list[str]:
    """`lines` without signature, device line and leave at their end."""
    kept = lines[: first_mark(lines)]
    kept = without_device(kept)
    kept = kept[: leave_begins(kept)]
    return strip_blank(without_device(kept))


def first_mark(lines: list[str]) -> int:
    """Where the standard mark of a signature stands, or the end."""
    for number, line in enumerate(lines):
        if line == "-- " or (line.strip() in ("--", "—") and len(lines) - number <= MOST_AFTER_DASHES):
            return number
    return len(lines)


def without_device(lines: list[str]) -> list[str]:
    """Without the one or two last lines that a telephone writes, and the ruler above them."""
    kept = strip_blank(lines)
    for _ in range(2):
        if kept and len(kept[-1]) <= LONGEST_DEVICE and DEVICE.match(kept[-1].strip().lower().lstrip("[<(")):
            kept = strip_blank(kept[:-1])
    last = len(kept)
    while last and is_ruler(kept[last - 1]):
        last -= 1
    return strip_blank(kept[:last])


def is_ruler(line: str) -> bool:
    """Whether it is blank or a line drawn with letters."""
    return not line.strip() or (len(line) > 4 and not line.strip("_-=*~ "))


def leave_begins(lines: list[str]) -> int:
    """Where somebody takes leave and only a name and an office follow, or the end."""
    for number in range(max(0, len(lines) - MOST_LINES), len(lines)):
        line = lines[number].strip()
        if len(line) <= LONGEST_LEAVE and LEAVE.match(line.lower()) and is_office(lines[number + 1 :]):
            return number
    return len(lines)


def is_office(lines: list[str]) -> bool:
    """Whether nothing in `lines` is a sentence that somebody would miss."""
    for number, line in enumerate(lines):
        small = line.strip().lower()
        if DISCLAIMER.search(small):
            return True
        if POSTSCRIPT.match(small) or len(small) > LONGEST_LINE or small.endswith("?"):
            return False
        if number > 0 and len(small) > 50 and small.endswith((".", "!")):
            return False
    return True


def strip_blank(lines: list[str]) -> list[str]:
    """Without blank lines at both ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last]
