"""WebVTT: what can be read is read, what cannot is counted, nothing fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.report.captions import Cue, read_captions
from intercity.kinds.report.chapters import link_at, read_chapters

GOOD = """WEBVTT - a workshop

NOTE written by hand

STYLE
::cue { color: white }

intro
00:00:01.000 --> 00:00:04.500 align:start
<v Ada Rossi>Good <i>morning</i>
to all of you

01:02.000 --> 01:05.000
Prevention &amp; care
"""
UNSEEN = ("Cs", "Cc", "Zl", "Zp", "Zs")
LETTERS = st.characters(blacklist_characters="<>&\r\n", blacklist_categories=UNSEEN)
ASIDE = ("WEBVTT", "NOTE", "STYLE", "REGION")
WORDS = st.text(alphabet=LETTERS, min_size=1).filter(lambda text: text.strip() == text and not text.startswith(ASIDE))
MOMENTS = st.integers(min_value=0, max_value=359_999_999)


def test_a_good_file_is_read_whole() -> None:
    read = read_captions(GOOD)
    assert read.cues == [Cue(1.0, 4.5, "Ada Rossi: Good morning to all of you"), Cue(62.0, 65.0, "Prevention & care")]
    assert read.skipped == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_and_a_mark_at_the_beginning(end: str) -> None:
    assert len(read_captions("\ufeff" + GOOD.replace("\n", end)).cues) == 2


def test_broken_ones_are_counted_and_the_others_stand() -> None:
    text = """WEBVTT

no times here

00:00:09.000 --> 00:00:03.000
ends before it begins

00:00:99.000 -> nonsense
x

00:00:02.000 --> 00:00:03.000

00:00:05.000 --> 00:00:06.000
One
00:00:07.000 --> 00:00:08.000
Two without an empty line between
"""
    read = read_captions(text)
    assert [cue.text for cue in read.cues] == ["One", "Two without an empty line between"]
    assert read.skipped == 4


def test_subtitles_with_commas_are_read_too() -> None:
    assert read_captions("1\n00:00:01,000 --> 00:00:02,000\nHello").cues == [Cue(1, 2, "Hello")]


@given(st.text())
def test_nothing_fails_and_nothing_impossible_comes_out(text: str) -> None:
    for said in (text, f"WEBVTT\n\n{text}", f"00:01.000 --> 00:02.000\n{text}"):
        for cue in read_captions(said).cues:
            assert 0 <= cue.start <= cue.end
            assert cue.text.strip()


def stamp(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


@given(
    st.lists(st.tuples(MOMENTS, st.integers(0, 9000), WORDS), max_size=8),
    st.lists(st.sampled_from(["junk", "--> x"]), max_size=3),
)
def test_what_is_written_is_read_again(rows: list[tuple[int, int, str]], junk: list[str]) -> None:
    blocks = [f"{stamp(begin)} --> {stamp(begin + long)}\n{said}" for begin, long, said in rows]
    read = read_captions("WEBVTT\n\n" + "\n\n".join([*blocks, *junk]))
    assert sorted(cue.text for cue in read.cues) == sorted(" ".join(said.split()) for *_times, said in rows)
    assert read.skipped == len(junk)


def test_chapters_are_lines_with_a_time() -> None:
    good, bad = read_chapters("12:30 What cities do\n\n1:02:05 Questions\nno time\n00:00 Welcome")
    assert [(one.second, one.at, one.title) for one in good] == [
        (0, "0:00", "Welcome"), (750, "12:30", "What cities do"), (3725, "1:02:05", "Questions"),
    ]  # fmt: skip
    assert bad == ["no time"]


@pytest.mark.parametrize(
    ("address", "jumps"),
    [
        ("https://video.example/w", "https://video.example/w#t=750"),
        ("https://video.example/w?a=1#t=3", "https://video.example/w?a=1#t=750"),
        ("https://www.youtube.com/watch?v=x&t=1s", "https://www.youtube.com/watch?v=x&t=750s"),
    ],
)
def test_a_link_jumps(address: str, jumps: str) -> None:
    assert link_at(address, 750) == jumps


@pytest.mark.parametrize(
    "line", ["<" * 300_000, "<v" + " " * 300_000 + "x", "<v." + "a" * 300_000, "<v a" * 70_000], ids=str.__len__
)
def test_a_hostile_line_is_read_in_one_go(line: str) -> None:
    """Read back and forth, each of these would take minutes."""
    assert len(read_captions(f"00:00.000 --> 00:01.000\n{line}").cues) <= 1


def test_many_lines_of_times_are_read_in_one_go() -> None:
    assert read_captions("00:00.000 --> 00:01.000\n" * 20_000).cues == []
