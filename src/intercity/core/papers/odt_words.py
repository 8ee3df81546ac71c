"""Running text in ODT files: looks, links outside, and citations that lead to their source."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from intercity.core.papers.cleaning import address, clean
from intercity.core.papers.structure import Run, Runs

SPACES = re.compile(r" {2,}|^ | $", re.MULTILINE)


def attribute(text: str) -> str:
    """`text` as the value of an attribute, with its quotes."""
    return quoteattr(clean(text))


def text_xml(text: str) -> str:
    """`text` with line ends, tabs and rows of spaces, which XML would forget."""
    kept = SPACES.sub(lambda found: f'<text:s text:c="{len(found.group())}"/>', escape(clean(text)))
    return kept.replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")


def runs_xml(runs: Runs) -> str:
    """All runs of a paragraph."""
    return "".join(run_xml(run) for run in runs)


def run_xml(run: Run) -> str:
    """One run."""
    words = text_xml(run.text)
    for style, wanted in (("Bold", run.bold), ("Italic", run.italic), ("Strike", run.strike), ("Mono", run.code)):
        if wanted:
            words = f'<text:span text:style-name="{style}">{words}</text:span>'
    link = address(run.link)
    if run.cite:
        words = f'<text:span text:style-name="Cite">{words}</text:span>'
        link = link or f"#source{run.cite}"
    if not link:
        return words
    style = "Cite" if run.cite else "Link"
    return f'<text:a xlink:type="simple" xlink:href={attribute(link)} text:style-name="{style}">{words}</text:a>'
