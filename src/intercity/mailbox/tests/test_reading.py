"""Reading mails that nobody wrote: it never fails, never takes long, and never says too much."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercity.mailbox.reading.authenticity import Dmarc, dmarc_of
from intercity.mailbox.reading.charsets import header_text, to_text
from intercity.mailbox.reading.flowed import unflow
from intercity.mailbox.reading.mail import Context, fingerprint, read_mail
from intercity.mailbox.reading.markup import html_to_text
from intercity.mailbox.reading.nature import Nature
from intercity.mailbox.reading.quotes import MOST_TEXT, Layout, answer_of

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.eml"))
US = Context("mx.ours.example", frozenset({"ours.example"}))
LINES = st.sampled_from(
    [
        "> a",
        ">> b",
        "",
        "Yes.",
        "-- ",
        "From: a@b",
        "Sent: x",
        "To: y",
        "On 1.1.2026 a@b wrote:",
        "Best regards",
        "\r",
        "--",
    ]
)


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw: bytes) -> None:
    mail = read_mail(raw, US)
    assert len(mail.answer.text) <= MOST_TEXT
    fingerprint(raw, "a@b")


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(CORPUS), st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=4)), max_size=8)
)
def test_damaged_mails_are_read(path: Path, damage: list[tuple[int, bytes]]) -> None:
    raw = bytearray(path.read_bytes())
    for place, content in damage:
        raw[place % len(raw) : place % len(raw) + len(content)] = content
    assert len(read_mail(bytes(raw), US).answer.text) <= MOST_TEXT


@given(st.lists(LINES, max_size=30))
def test_an_answer_holds_only_words_of_the_mail(lines: list[str]) -> None:
    text = "\n".join(lines)
    answer = answer_of(text)
    for line in answer.text.splitlines():
        assert line in ("", "> …") or line.lstrip("> ") in text
    if answer.layout is not Layout.INLINE:
        assert not any(line.startswith(">") for line in answer.text.splitlines())


@given(st.text(max_size=500))
def test_html_and_headers_never_fail(text: str) -> None:
    html_to_text(text)
    header_text(text)
    unflow(text)


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "punycode", "zip", "utf-16", "\x00", "cp1251", "rot13"]))
def test_any_charset_is_read(content: bytes, claimed: str) -> None:
    assert isinstance(to_text(content, claimed), str)


def steps_of(text: str) -> int:
    """How many lines of Python it takes to find the answer: the same on every machine."""
    count = 0

    def trace(frame: object, event: str, _value: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        answer_of(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "> a quoted line\nand one of mine\n",
        "> quoted words\n",
        "On 1.1.2026 a@b wrote:\n",
        "From: a@b\n",
        "From: a\nSent: b\nTo: c\n",
        "--\n",
        "Best regards\n",
        "\n",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    short, long = steps_of("Yes.\n" + piece * 200), steps_of("Yes.\n" + piece * 1600)
    assert long < 12 * short


def test_a_quote_of_ten_megabytes_costs_nothing_of_the_answer() -> None:
    quote = "> The same long line of an old thread, again and again and again.\n" * 150_000
    assert answer_of("Yes.\n\nOn 1.1.2026 a@b wrote:\n" + quote).text == "Yes."
    assert answer_of("On 1.1.2026 a@b wrote:\n" + quote + "\nYes.").text == "Yes."


def test_a_line_of_ten_megabytes_is_read_once() -> None:
    assert len(answer_of("a wrote: " * 1_100_000).text) == MOST_TEXT


def test_parts_inside_parts_without_end() -> None:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000))
    assert read_mail(b"From: a@b.example\n" + head, US).answer.text == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 200_000,
        b"From: a@b.example\r" + b"a:\r" * 1_100_000,
        b"From: a@b.example\nX: " + b"x" * 300_000 + b"\n\nYes.",
        b"From: a@b.example\n\n" + b"\n" * 1_100_000,
        b"From: a@b.example\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300))
        + b"x\n" * 900_000,
    ],
    ids=["parts", "headers", "head", "lines", "depth"],
)
def test_what_would_fill_the_memory_is_not_taken_apart(raw: bytes) -> None:
    assert read_mail(raw, US).damaged


@pytest.mark.parametrize(
    "start", [b"From: ", b"From: a@b.example\nSubject: ", b"From: a@b.example\nTo: x\nMessage-ID: "]
)
@pytest.mark.parametrize("piece", [b"a@b, ", b"=?a?q?", b"<a@", b"(", b'"', b"\xc3"])
def test_long_headers_are_cut(start: bytes, piece: bytes) -> None:
    mail = read_mail(start + piece * 30_000 + b"\n\nYes.\n", US)
    assert len(mail.subject) <= 500
    assert mail.sender in ("", "a@b.example")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("mx.ours.example; dmarc=pass header.from=city.example", Dmarc.PASS),
        ("MX.Ours.Example 1; spf=fail; DMARC=Pass (p=none) header.from=City.example", Dmarc.PASS),
        ("mx.ours.example;\r\n\tdkim=pass;\r\n\tdmarc=pass\r\n\theader.from=city.example", Dmarc.PASS),
        ("mx.ours.example; dmarc=pass", Dmarc.UNKNOWN),
        ("mx.ours.example; dmarc=fail header.from=city.example", Dmarc.FAIL),
        ("mx.ours.example; dmarc=pass header.from=evil.example", Dmarc.FAIL),
        ("mx.ours.example; dmarc=none", Dmarc.UNKNOWN),
        ("mx.ours.example; none", Dmarc.UNKNOWN),
        ("mx.evil.example; dmarc=pass header.from=city.example", Dmarc.UNKNOWN),
        ("mx.ours.example.evil.example; dmarc=pass", Dmarc.UNKNOWN),
        ("evil (mx.ours.example;) ; dmarc=pass", Dmarc.UNKNOWN),
        ("mx.ours.example; spf=pass (dmarc=pass; dmarc=pass) smtp.mailfrom=evil.example", Dmarc.UNKNOWN),
        ('mx.ours.example; spf=fail reason="x; dmarc=pass"', Dmarc.UNKNOWN),
        ("mx.ours.example; x-dmarc=pass", Dmarc.UNKNOWN),
        # What a sender chose stands inside the header: it neither adds a verdict nor hides one.
        (r'mx.ours.example; spf=none smtp.mailfrom="a\; dmarc=pass header.from=city.example "@b.c', Dmarc.UNKNOWN),
        (r'mx.ours.example; spf=none smtp.mailfrom="a\"; dmarc=pass header.from=city.example; "@b.c', Dmarc.UNKNOWN),
        ('mx.ours.example; spf=none (of a"b@c.d); dmarc=fail header.from=city.example; dkim=x reason="y"', Dmarc.FAIL),
        ("mx.ours.example; spf=none (of a(b@c.d); dmarc=pass header.from=city.example", Dmarc.FAIL),
        ("mx.ours.example; dkim=pass" + " (x)" * 3000 + "; dmarc=pass header.from=city.example", Dmarc.FAIL),
        # A name in disguise, which the server may not have known and removed as its own.
        ("mx.ours.example.; dmarc=pass header.from=city.example", Dmarc.UNKNOWN),
        ('"mx.ours.example"; dmarc=pass header.from=city.example', Dmarc.UNKNOWN),
        ("(x) mx.ours.example; dmarc=pass header.from=city.example", Dmarc.UNKNOWN),
        ("", Dmarc.UNKNOWN),
    ],
)
def test_only_our_servers_word_counts(header: str, expected: Dmarc) -> None:
    assert dmarc_of([header], "mx.ours.example", "ana@city.example") is expected


def test_where_our_servers_headers_disagree_it_failed() -> None:
    passed = "mx.ours.example; dmarc=pass header.from=city.example"
    for other in ("fail", "none"):
        both = [passed, f"mx.ours.example; dmarc={other} header.from=city.example"]
        assert dmarc_of(both, "mx.ours.example", "ana@city.example") is Dmarc.FAIL
    assert dmarc_of([passed, passed], "mx.ours.example", "ana@city.example") is Dmarc.PASS
    assert dmarc_of(both[:1], "", "ana@city.example") is Dmarc.UNKNOWN


VERDICT = b"Authentication-Results: mx.ours.example; dmarc=pass header.from=city.example"


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\r"])
def test_a_verdict_that_the_server_took_for_a_subject_is_none(end: bytes) -> None:
    raw = b"From: ana@city.example\r\nSubject: x" + end + VERDICT + b"\r\n\r\nYes.\r\n"
    assert read_mail(raw, US).damaged
    assert read_mail(raw, US).dmarc is Dmarc.UNKNOWN


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_lines_may_end_as_they_like_all_alike(end: bytes) -> None:
    mail = read_mail(end.join([b"From: ana@city.example", VERDICT, b"", b"Yes.\r", b"No."]), US)
    assert (mail.dmarc, mail.damaged) == (Dmarc.PASS, False)


@pytest.mark.proof
@pytest.mark.parametrize(
    "markup",
    [
        "<" + "a" * 300_000,
        "<b " + "a" * 300_000 + ">",
        "<li>" + " <p>" * 100_000,
        "<a href=http://x.example>" + "a <b>" * 20_000 + "</a>" * 100_000,
    ],
    ids=["tag", "attribute", "item", "links"],
)
def test_markup_is_read_once(markup: str) -> None:
    """Each of these took minutes or hours where something was read again for every character."""
    html_to_text(markup * 2)


@pytest.mark.proof
@pytest.mark.parametrize(
    "piece", ["he wrote:\n", "> a\n--\n", "-----\n"], ids=["introductions", "empty passages", "rulers"]
)
def test_many_lines_are_read_once(piece: str) -> None:
    assert len(answer_of("Yes.\n" + piece * 100_000).text) <= MOST_TEXT


def test_a_paragraph_of_many_lines_is_joined_once() -> None:
    assert len(unflow("fifteen letters \n" * 500_000)) == 16 * 500_000 - 1


@pytest.mark.parametrize("kind", [b"text/plain", b"multipart/mixed; boundary=c"])
def test_parameters_without_end_are_cut(kind: bytes) -> None:
    part = b"\n\n--b\nContent-Type: " + kind + b'; a="' + b";" * 3_000_000 + b'"\n\nYes.\n--b--\n'
    mail = read_mail(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b" + part, US)
    assert mail.sender == "a@b.example"


def test_the_way_of_a_mail_does_not_change_what_it_is() -> None:
    raw = b"From: a@b.example\r\nMessage-ID: <1@b>\r\nSubject: x\r\n\r\nHello\r\n"
    other = b"Received: by mx\r\nAuthentication-Results: mx; none\r\n" + raw.replace(b"\r\n", b"\n")
    assert fingerprint(raw, "a@ours.example") == fingerprint(other, "A@ours.example ")
    assert fingerprint(raw, "a@ours.example") != fingerprint(raw, "b@ours.example")
    assert fingerprint(raw, "a@ours.example") != fingerprint(raw.replace(b"Hello", b"Bye"), "a@ours.example")


def test_a_person_at_our_own_domain_is_no_loop() -> None:
    raw = b"From: ana@ours.example\nMessage-ID: <CAF+abc@ours.example>\n\nYes.\n"
    assert read_mail(raw, US).nature is Nature.PERSON
