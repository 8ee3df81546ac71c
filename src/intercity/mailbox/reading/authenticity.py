"""What the operator's own mail server found out about the sender (RFC 8601): the only witness that is heard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

# The longest header that is read; real ones have some hundred characters.
MOST = 8000
# What stands in quotation marks or brackets was often chosen by the sender. In brackets, quotation marks mean nothing.
OUTSIDE = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<open>\()|\\.|(?P<text>[^"()\\]++)')
INSIDE = re.compile(r"(?P<open>\()|(?P<close>\))|\\.|[^()\\]++")
DMARC = re.compile(r"^dmarc\s*=\s*([a-z]+)\b", re.IGNORECASE)
DOMAIN = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)


class Dmarc(StrEnum):
    """Whether the domain of the sender stands by this mail."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "unknown"


def dmarc_of(headers: Sequence[str], authserv: str, sender: str) -> Dmarc:
    """The verdict about `sender` in those Authentication-Results headers that the server `authserv` wrote.

    Headers of other names count for nothing: anybody can write them. Where several of ours disagree, and where the
    verdict is about another domain, the mail has failed. Without a configured name nothing is known, nor from a
    verdict that names no domain.
    """
    domain = sender.rpartition("@")[2].lower()
    found = [verdict for header in headers if authserv for verdict in verdicts(header, authserv.lower(), domain)]
    if len(set(found)) > 1:
        return Dmarc.FAIL
    return found[0] if found else Dmarc.UNKNOWN


def verdicts(header: str, authserv: str, domain: str) -> list[Dmarc]:
    """What one header says of DMARC, if `authserv` wrote it."""
    # The bare name and nothing else: a forger's header that the server did not know as its own would be dressed up.
    if re.match(rf"\s*{re.escape(authserv)}(?:\s+1)?\s*;", header, re.IGNORECASE) is None:
        return []
    said = plain(header) if len(header) <= MOST else None
    if said is None:
        return [Dmarc.FAIL]
    return [verdict(result, domain) for result in said.split(";") if DMARC.match(result.strip())]


def verdict(result: str, domain: str) -> Dmarc:
    """One `dmarc=pass header.from=city.org`."""
    found = DMARC.match(result.strip())
    assert found is not None
    about = DOMAIN.search(result)
    if about is not None and about[1].lower().rstrip(".").rpartition("@")[2] != domain:
        return Dmarc.FAIL
    passed = Dmarc.PASS if about is not None else Dmarc.UNKNOWN
    return {"pass": passed, "fail": Dmarc.FAIL}.get(found[1].lower(), Dmarc.UNKNOWN)


def plain(header: str) -> str | None:
    """On one line, without comments and quotation marks: what a forger writes inside them says nothing.

    None where they do not fit together: nobody can say then what the server wrote and what the forger.
    """
    line, at, depth, made = " ".join(header.split()), 0, 0, ""
    while at < len(line):
        found = (INSIDE if depth else OUTSIDE).match(line, at)
        if found is None:
            return None
        at, parts = found.end(), found.groupdict()
        if not depth:
            made += re.sub(r"[;\\]", " ", parts["quoted"] or "") or parts["text"] or " "
        depth += bool(parts["open"]) - bool(parts.get("close"))
    return None if depth else made
