"""The passage of a post that answers a question, with the words that do marked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from intercity.core.markdown import to_text
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.search.words.marking import Marker
from intercity.search.words.understanding import understand

LENGTH = 240
# How much is read of each text, and how many answers of a thread whose own text says nothing of the question.
MOST_CHARACTERS = 6_000
MOST_ANSWERS = 50

Span = tuple[int, int]
Match = Callable[[str, str], Sequence[Span]]


def excerpts_of(viewer: Viewer, posts: Sequence[Post], text: str) -> dict[int, SafeString]:
    """By key of the post: a passage with `<mark>`; of the answers under it where it does not say it itself.

    Posts in which no word can be marked (another word for the same, a place) are left out: their card says enough.
    """
    match = matcher(text)
    found = {post.pk: passage(plain(post.html), post.language, match) for post in posts}
    silent = [post.pk for post in posts if found[post.pk] is None and not match(post.title, post.language)]
    found.update(answers(viewer, silent, match))
    return {pk: excerpt for pk, excerpt in found.items() if excerpt is not None}


def matcher(text: str) -> Match:
    """A function that says where in a text (of a language) stands what is asked for."""
    wish, markers = understand(text, get_language() or "en"), dict[str, Marker]()

    def match(where: str, language: str) -> Sequence[Span]:
        if language not in markers:
            markers[language] = Marker(wish, language)
        return markers[language].find(where)

    return match


def answers(viewer: Viewer, keys: Collection[int], match: Match) -> dict[int, SafeString]:
    """By key of the thread: the first answer that the viewer may see and that says it."""
    found: dict[int, SafeString] = {}
    for key, html, language in first_answers(viewer, keys):
        if key not in found and (excerpt := passage(plain(html), language, match)) is not None:
            found[key] = excerpt
    return found


def first_answers(viewer: Viewer, keys: Collection[int]) -> Iterable[tuple[int, str, str]]:
    """Thread, HTML and language of the first answers under each thread that the viewer may see, oldest first."""
    if not keys:
        return ()
    place = Window(RowNumber(), partition_by=F("root"), order_by="pk")
    numbered = Post.objects.visible_to(viewer).filter(root__in=keys).annotate(place=place)
    # Numbers first, texts after: a thread may be long.
    rows = Post.objects.filter(pk__in=numbered.filter(place__lte=MOST_ANSWERS).values("pk")).order_by("pk")
    return rows.values_list("root_id", "html", "language")


def plain(html: str) -> str:
    """The words of a text, as much as is read of it."""
    return to_text(html[: 2 * MOST_CHARACTERS])[:MOST_CHARACTERS]


def passage(text: str, language: str, match: Match) -> SafeString | None:
    """The part of `text` with most of what is asked for; None when nothing can be marked."""
    spans = list(match(text, language))
    if not spans:
        return None
    begin = best_begin(spans)
    begin = text.rfind(" ", 0, max(begin - LENGTH // 4, 0)) + 1 if begin > LENGTH // 4 else 0
    end = len(text) if len(text) - begin <= LENGTH else max(text.rfind(" ", begin, begin + LENGTH), begin + 1)
    if end - begin < LENGTH // 2:
        end = min(len(text), begin + LENGTH)
    inside = [span for span in spans if begin <= span[0] and span[1] <= end]
    return mark_safe(f"{'… ' if begin else ''}{marked(text, begin, end, inside)}{' …' if end < len(text) else ''}")


def best_begin(spans: Sequence[Span]) -> int:
    """Where a passage begins that holds the most spans; the first such one. `spans` rise."""
    width, last, best, most = LENGTH * 3 // 4, 0, 0, 0
    for place, (begin, _end) in enumerate(spans):
        while last < len(spans) and spans[last][0] <= begin + width:
            last += 1
        if last - place > most:
            best, most = begin, last - place
    return best


def marked(text: str, begin: int, end: int, spans: Iterable[Span]) -> str:
    """HTML of a part of `text`, everything escaped, with its spans marked."""
    parts, place = [], begin
    for first, last in spans:
        if first >= place:
            parts += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
            place = last
    return "".join([*parts, escape(text[place:end])])
