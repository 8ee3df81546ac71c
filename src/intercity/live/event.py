"""What travels in a live stream, and what a stream may be told."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

# What ends a line in an event stream, and nothing else: splitlines() knows more.
LINE_END = re.compile(r"\r\n|\r|\n")
# Audiences, spaces, threads and language.
Channel = tuple[frozenset[str], frozenset[str] | None, frozenset[str], str]


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One act as streams show it, in one language.

    `id` is that of its Activity row, `name` the SSE event name, `data` one piece of text (JSON, say).
    Streams that share an audience receive it; streams of `close_persons` are closed, because what those
    people may see has changed: their browsers come back and are checked again. What is `thread_only` goes to pages
    of its thread: those of its space show nothing of it, and should not pay for it. Of a comment, whoever hears it
    belongs to one of the `thread_audiences` too: those of the post it stands under.
    """

    id: int
    space_uid: str | None
    root_uid: str | None
    audiences: frozenset[str]
    data: str
    name: str = "message"
    close_persons: frozenset[str] = frozenset()
    thread_only: bool = False
    thread_audiences: frozenset[str] | None = None

    def frame(self) -> bytes:
        """The bytes of this event in a `text/event-stream`."""
        lines = [f"id: {self.id}", f"event: {self.name}"]
        lines += [f"data: {line}" for line in LINE_END.split(self.data)]
        return ("\n".join(lines) + "\n\n").encode()


# One act in each language; empty for acts that open pages do not show.
Events = dict[str, LiveEvent]


@dataclass(frozen=True, slots=True)
class StreamWish:
    """What one browser may hear: decided by Django when the stream opens.

    It hears the spaces and the threads (`roots`) that its pages show; `spaces` None stands for everything but what
    is for the pages of one thread only.
    """

    audiences: frozenset[str]
    spaces: frozenset[str] | None = None
    roots: frozenset[str] = frozenset()
    language: str = "en"
    person: str | None = None
    last_event_id: int | None = None
    session_ok_until: float | None = None

    @property
    def channel(self) -> Channel:
        """Streams with the same one hear exactly the same."""
        return self.audiences, self.spaces, self.roots, self.language

    def hears(self, event: LiveEvent) -> bool:
        """Whether `event` is for these pages and this reader."""
        if self.audiences.isdisjoint(event.audiences):
            return False
        if event.thread_audiences is not None and self.audiences.isdisjoint(event.thread_audiences):
            return False
        if event.root_uid in self.roots:
            return True
        return not event.thread_only and (self.spaces is None or event.space_uid in self.spaces)


def read_wish(text: str) -> StreamWish:
    """A wish from the JSON of the `X-Intercity-Stream` header; ValueError if it is not one."""
    try:
        return make_wish(json.loads(text))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a stream: {text[:200]}") from error


def make_wish(raw: dict[str, Any]) -> StreamWish:
    """A wish from a mapping; only `audiences` must be there."""
    spaces, last, until = raw.get("spaces"), raw.get("last_event_id"), raw.get("session_ok_until")
    return StreamWish(
        audiences=frozenset(raw["audiences"]),
        spaces=None if spaces is None else frozenset(spaces),
        roots=frozenset(raw.get("roots") or ()),
        language=raw.get("language") or "en",
        person=raw.get("person") or None,
        last_event_id=None if last is None else int(last),
        session_ok_until=None if until is None else float(until),
    )
