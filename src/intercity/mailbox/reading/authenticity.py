"""What the operator's own mail server found out about the sender (RFC 8601): the only witness that is heard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

# The longest header that is read; real ones have some hundred characters.
MOST = 8000
COMMENT = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r'"([^"\\]*)"')
DMARC = re.compile(r"^dmarc\s*=\s*([a-z]+)\b", re.IGNORECASE)
DOMAIN = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)
VERSION = re.compile(r"^(\S+)(?:\s+1)?$")


class Dmarc(StrEnum):
    """Whether the domain of the sender stands by this mail."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "unknown"


def dmarc_of(headers: Sequence[str], authserv: str, sender: str) -> Dmarc:
    """The verdict about `sender` in those Authentication-Results headers that the server `authserv` wrote.

    Headers of other names count for nothing: anybody can write them. Where several of ours disagree, and where the
    verdict is about another domain, the mail has failed. Without a configured name nothing is known.
    """
    domain = sender.rpartition("@")[2].lower()
    found = [verdict for header in headers if authserv for verdict in verdicts(header, authserv.lower(), domain)]
    if Dmarc.FAIL in found:
        return Dmarc.FAIL
    return Dmarc.PASS if Dmarc.PASS in found else Dmarc.UNKNOWN


def verdicts(header: str, authserv: str, domain: str) -> list[Dmarc]:
    """What one header says of DMARC, if `authserv` wrote it."""
    first, *results = without_comments(header).split(";")
    named = VERSION.match(first.strip().lower())
    if named is None or named[1].rstrip(".") != authserv.rstrip("."):
        return []
    return [verdict(result, domain) for result in results if DMARC.match(result.strip())]


def verdict(result: str, domain: str) -> Dmarc:
    """One `dmarc=pass header.from=city.org`."""
    found = DMARC.match(result.strip())
    assert found is not None
    about = DOMAIN.search(result)
    if about is not None and about[1].lower().rstrip(".").rpartition("@")[2] != domain:
        return Dmarc.FAIL
    return {"pass": Dmarc.PASS, "fail": Dmarc.FAIL}.get(found[1].lower(), Dmarc.UNKNOWN)


def without_comments(header: str) -> str:
    """On one line, without comments and quotation marks: what a forger writes inside them says nothing."""
    flat = " ".join(header[:MOST].split())
    flat = QUOTED.sub(lambda found: found[1].replace(";", " ").replace("(", " ").replace(")", " "), flat)
    for _ in range(10):
        shorter = COMMENT.sub(" ", flat)
        if shorter == flat:
            break
        flat = shorter
    return flat
