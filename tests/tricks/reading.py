"""One reading of a page: its forms and links, and whatever in it could run, load or lead elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What a browser leaves out of an address before it looks at its scheme.
IGNORED = re.compile(r"[\x00-\x20]+")
# Attributes whose value a browser fetches, or sends a form to.
FETCHED = {"src", "action", "formaction", "data", "poster", "srcset", "background", "manifest", "xlink:href", "ping"}
# Scripts of these types hold data, which no browser runs.
DATA = {"application/json", "application/ld+json"}
NEVER = {"base", "object", "embed", "applet", "iframe", "frame", "frameset", "math", "foreignobject", "slot"}
LINKS = {"", "http", "https", "mailto", "tel"}
OWN = ("testserver", "127.0.0.1:8000")
TYPED = {"text", "search", "email", "url", "tel", "number", "date", "datetime-local", "password", "textarea"}
Attributes = Sequence[tuple[str, str | None]]


@dataclass(frozen=True)
class Field:
    """One field of a form, as it stood on the page."""

    name: str
    kind: str
    value: str
    longest: int = 100_000


@dataclass
class Form:
    """A form, and the page on which it stood."""

    page: str
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[Field] = field(default_factory=list)

    @property
    def takes_files(self) -> list[str]:
        """The names of its fields for files."""
        return [one.name for one in self.fields if one.kind == "file"]

    @property
    def names(self) -> frozenset[str]:
        """All that it would send."""
        return frozenset(one.name for one in [*self.fields, *self.buttons])

    @property
    def defaults(self) -> list[tuple[str, str]]:
        """What a browser would send if nobody touched it; the names of fields in which people type are left out."""
        return [(one.name, one.value) for one in self.fields if one.kind == "kept"]

    @property
    def typed(self) -> list[Field]:
        """Where people type."""
        return [one for one in self.fields if one.kind in TYPED]


class Reading(HTMLParser):
    """The forms, links and faults of one page. `mail` allows the one style sheet that our mails have in their head."""

    def __init__(self, html: str, address: str = "/", *, mail: bool = False) -> None:
        super().__init__()
        self.address, self.mail = address, mail
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: Field | None = None
        self._data: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look_at(tag, given)
        if tag == "form":
            self._form = Form(self.address, given.get("action") or self.address, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in given and self._stays(given["href"]):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "script":
            self._data = []
        self._take_field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "script" and self._data is not None:
            self._check_data("".join(self._data))
        elif tag == "select" and self._select is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            self._add([Field(name, "kept", value) for value in chosen])
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._add([self._area])
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)

    def _add(self, fields: list[Field]) -> None:
        if self._form is not None:
            self._form.fields += fields

    def _take_field(self, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option" and self._select is not None:
            self._select[1].append((value, "selected" in given))
        elif not name or "disabled" in given:
            return
        elif tag == "select":
            self._select = (name, [])
        elif tag == "textarea":
            self._area = Field(name, "textarea", "", int(given.get("maxlength") or 100_000))
        elif tag == "button" and self._form is not None:
            self._form.buttons.append(Field(name, "button", value))
        elif tag == "input":
            self._take_input(given.get("type", "text").lower(), name, value, given)

    def _take_input(self, kind: str, name: str, value: str, given: dict[str, str]) -> None:
        if kind in ("submit", "image") and self._form is not None:
            self._form.buttons.append(Field(name, "button", value))
        elif kind in ("checkbox", "radio"):
            # Fields that are not ticked can be sent all the same.
            self._add([Field(name, "kept" if "checked" in given else "choice", value or "on")])
        elif kind == "file" or kind in TYPED:
            self._add([Field(name, kind, value, int(given.get("maxlength") or 100_000))])
        elif name != "csrfmiddlewaretoken":
            self._add([Field(name, "kept", value)])

    def _fault(self, what: str) -> None:
        self.faults.append(f"{self.address}: {what}")

    def _look_at(self, tag: str, given: dict[str, str]) -> None:
        if tag in NEVER or (tag == "style" and not self.mail):
            self._fault(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self._fault(f"<meta http-equiv={given['http-equiv']}>")
        if tag == "script" and not given.get("src", "").startswith("/static/") and given.get("type") not in DATA:
            self._fault(f"<script {given}>")
        for name, value in given.items():
            self._look_at_attribute(tag, name, value)

    def _look_at_attribute(self, tag: str, name: str, value: str) -> None:
        if tag == "img" and name == "src" and value.startswith("data:image/"):
            # As a picture nothing in it runs, and nothing is fetched: the code for the authenticator app.
            return
        if name.startswith("on") or name in ("style", "srcdoc", "http-equiv"):
            self._fault(f"{tag} {name}={value!r}")
        elif name in FETCHED or (name == "href" and tag != "a"):
            if not self._stays(value):
                self._fault(f"{tag} {name}={value!r} leads elsewhere")
        elif name == "href" and scheme_of(value) not in LINKS:
            self._fault(f"{tag} href={value!r}")

    def _stays(self, value: str) -> bool:
        bare = IGNORED.sub("", value).replace("\\", "/")
        try:
            parts = urlsplit(bare)
        except ValueError:
            return False
        return (parts.scheme in ("", "http", "https") and (not parts.netloc or parts.netloc in OWN)) and not (
            bare.startswith("//") and not parts.netloc
        )

    def _check_data(self, text: str) -> None:
        self._data = None
        if not text.strip():
            return
        try:
            json.loads(text)
        except ValueError:
            self._fault(f"a script that is no data: {text[:80]!r}")


def scheme_of(value: str) -> str:
    """The scheme as a browser finds it."""
    found = re.match(r"([a-z][a-z0-9+.-]*):", IGNORED.sub("", value).lower())
    return found[1] if found else ""
