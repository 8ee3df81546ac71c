"""What notes say, line by line: names, loose lines, quotes; in any form, in a moment."""

from __future__ import annotations

from intercity.kinds.report.notes.reading import quotes_in, speakers_in


def test_lines_of_speakers() -> None:
    known = [{"name": "Ada Rossi"}, {"name": "Eva Rossi"}, {"name": "Bo Berg"}]
    rows, loose = speakers_in(
        "12:30 begins\nDr. Berg (Malmö): a: b\nrossi: c\nSee https://a.example/b: d\nberg: e\nWhat is it? Well: f",
        known,
    )
    assert [tuple(row.values()) for row in rows] == [
        ("Dr. Berg", "Malmö", "a: b"), ("rossi", "", "c\nSee https://a.example/b: d"),
        ("Bo Berg", "", "e\nWhat is it? Well: f"),
    ]  # fmt: skip
    assert loose == ["12:30 begins"]


def test_lines_of_quotes() -> None:
    text = '"A plan" (Ada)\n« Un plan », Bo\nno marks\n„Plan“ is a word\n- Ada, chair: “Go on”\n"'
    assert [(row["text"], row["who"]) for row in quotes_in(text)] == [
        ("A plan", "Ada"), ("Un plan", "Bo"), ("no marks", ""), ("Plan“ is a word", ""), ("Go on", "Ada"), ("", ""),
    ]  # fmt: skip


def test_long_lines_are_read_in_a_moment_and_lost_nowhere() -> None:
    for line in ('"' * 20_000, "a:" * 10_000, "“" + "-" * 20_000, "a," * 10_000 + ": b", "– " * 10_000):
        assert len(list(quotes_in(line))) <= 1
        speakers_in(line)
