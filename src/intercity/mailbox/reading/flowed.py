"""Paragraphs that a mail program broke into lines (RFC 3676, format=flowed), in one piece again."""

from __future__ import annotations


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a blank with the next one of the same depth of quoting."""
    made: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth, words = take_apart(line.rstrip("\r"))
        flows = words.endswith(" ") and words != "-- "
        piece = words[:-1] if flows and delete_space else words
        if open_depth == depth and words != "-- ":
            made[-1].append(piece)
        else:
            made.append([f"{'>' * depth}{' ' if depth else ''}{piece}"])
        open_depth = depth if flows else None
    whole = ("".join(pieces) for pieces in made)
    return "\n".join(joined if joined == "-- " else joined.rstrip(" ") for joined in whole)


def take_apart(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and its words without the one blank that protects them."""
    words = line.lstrip(">")
    depth = len(line) - len(words)
    return depth, words[1:] if words.startswith(" ") else words
