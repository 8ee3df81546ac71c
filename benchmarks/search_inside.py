"""The part of the search benchmark that runs inside the installation it fills. Prints one JSON object last."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from importlib import resources
from itertools import accumulate
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402
from tantivy import Document, Occur, Query  # noqa: E402

from intercity.core.uids import new_uid  # noqa: E402
from intercity.kinds.practice.models import Practice, Status  # noqa: E402
from intercity.organisations.models import Organisation, Person  # noqa: E402
from intercity.organisations.viewers import viewer_for  # noqa: E402
from intercity.places.models import City  # noqa: E402
from intercity.posts.actions import do_publish  # noqa: E402
from intercity.posts.content import PostContent  # noqa: E402
from intercity.posts.models import Post  # noqa: E402
from intercity.posts.visibility import audience_of  # noqa: E402
from intercity.search import finding, folders  # noqa: E402
from intercity.search import schema as fields  # noqa: E402
from intercity.search.book import Book, create_book, newest_state  # noqa: E402
from intercity.search.building import rebuild  # noqa: E402
from intercity.search.documents import microseconds  # noqa: E402
from intercity.search.replica import replica  # noqa: E402
from intercity.search.words import SearchText, text_values  # noqa: E402
from intercity.search.words.analysis import analyser  # noqa: E402
from intercity.spaces.models import Space, Topic  # noqa: E402

WORDS, LENGTH, ASKED, QUESTIONS = 40_000, 60, 20, 300
# So many different texts: the posts repeat them, with terms, places and times of their own.
TEXTS = 20_000
LATEST = 20


class Maker:
    """Makes posts, the same ones in each run."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.words = vocabulary(self.random)
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.texts = [self.sentence(LENGTH) for _ in range(TEXTS)]
        self.values = [text_values(SearchText(text[:60], text)) for text in self.texts]
        self.cities = list(City.objects.order_by("-population")[:300])
        self.topics = list(Topic.objects.all())
        self.organisations = organisations(self.cities)
        self.space = Space.objects.get(slug="drill")

    def sentence(self, length: int) -> str:
        """So many words, frequent ones often."""
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=length))

    def status(self) -> str:
        """Any status of a practice."""
        return self.random.choice(Status.values)

    def questions(self) -> list[str]:
        """What is asked: twenty words as they follow in texts."""
        return [" ".join(text.split()[:ASKED]) for text in self.random.sample(self.texts, QUESTIONS)]

    def posts(self, count: int) -> list[tuple[Post, int]]:
        """Unsaved posts, each with the number of its text."""
        now = timezone.now()
        return [self.post(self.random.randrange(TEXTS), now) for _ in range(count)]

    def post(self, number: int, now: Any) -> tuple[Post, int]:
        """One of them."""
        text = self.texts[number]
        moment = now - timedelta(minutes=self.random.randrange(1_000_000))
        kind = self.random.choice(("update", "practice"))
        label = self.random.choice(("clear", "green"))
        post = Post(
            kind=kind, space=self.space, organisation=self.random.choice(self.organisations), title=text[:60],
            body=text, html=f"<p>{text}</p>", label=label, published_at=moment,
        )  # fmt: skip
        return post, number


def vocabulary(chance: random.Random) -> list[str]:
    """Words of the thesaurus among invented ones, the small words of English in front."""
    real = sorted({word for phrase in thesaurus() for word in phrase.split()})
    invented = ["".join(chance.choices("abdegiklmnoprstuv", k=chance.randrange(5, 10))) for _ in range(WORDS)]
    both = [*real, *invented][:WORDS]
    chance.shuffle(both)
    return ["the", "of", "and", "to", "in", "for", "a", "is", "on", "by", *both]


def thesaurus() -> Iterator[str]:
    """The English phrases of all concepts."""
    for path in resources.files("intercity.search").joinpath("data").iterdir():
        for concept in json.loads(path.read_text()).values() if path.name.startswith("concepts-") else ():
            yield from concept.get("en", ())


def organisations(cities: Sequence[City]) -> list[Organisation]:
    """One city hall for each city."""
    rows = [
        Organisation(name=f"City of {city.name}", slug=f"city-{city.pk}", country=city.country_id, place=city)
        for city in cities
    ]
    return Organisation.objects.bulk_create(rows)


def fill(maker: Maker, book: Book, count: int) -> None:
    """Add `count` posts to database and index."""
    while count > 0:
        pairs = maker.posts(min(count, 5_000))
        Post.objects.bulk_create([post for post, _ in pairs])
        practices = [Practice(post=p, status=maker.status()) for p, _ in pairs if p.kind == "practice"]
        Practice.objects.bulk_create(practices)
        topics = [maker.random.choice(maker.topics) for _ in pairs]
        link = Post.topics.through
        link.objects.bulk_create([link(post=post, topic=topic) for (post, _), topic in zip(pairs, topics, strict=True)])
        rows = zip(pairs, topics, strict=True)
        book.add(document(book, maker, post, number, topic.slug) for (post, number), topic in rows)
        count -= len(pairs)
    book.commit(newest_state())


def document(book: Book, maker: Maker, post: Post, number: int, topic: str) -> Document:
    """The document of a made-up post; its words were analysed once for all posts with this text."""
    audience = sorted(audience_of(post.label, maker.space.uid))
    values = {
        fields.KEY: post.uid, fields.PK: post.pk, fields.AUDIENCE: audience,
        fields.FILTERS: [
            f"kind:{post.kind}", f"topic:{topic}", f"country:{post.organisation.country}", "level:local",
            f"space:{maker.space.uid}", f"status:{Status.values[number % 4]}", f"size:{'smlx'[number % 4]}",
            f"group:g{number % 12}",
        ],
        fields.PUBLISHED: microseconds(post.published_at), fields.DISCUSSED: int(post.published_at.timestamp()),
        fields.ORGANISATION: post.organisation_id, **maker.values[number],
    }  # fmt: skip
    return Document.from_dict(values, book.schema)


def ask_all(questions: Sequence[str], one: Callable[[str], object]) -> dict[str, float]:
    """Median, 99th percentile and processor time in milliseconds, after some to warm up."""
    for text in questions[:20]:
        one(text)
    times, busy = [], time.thread_time()
    for text in questions:
        began = time.perf_counter()
        one(text)
        times.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": round(statistics.median(times), 2),
        "p99_ms": round(statistics.quantiles(times, n=100)[98], 2),
        "cpu_ms": round((time.thread_time() - busy) / len(questions) * 1000, 2),
    }


def bare(text: str) -> object:
    """The engine alone: the stems of the words as one OR, the best 25."""
    snapshot = replica.snapshot()
    assert snapshot is not None
    stems = set(analyser("en").stems(text))
    terms = [(Occur.Should, Query.term_query(snapshot.schema, "words", stem, "freq")) for stem in stems]
    return snapshot.searcher.search(Query.boolean_query(terms), 25, False)


def figures(questions: Sequence[str], size: int) -> Iterator[tuple[str, float]]:
    """All milliseconds at one size."""
    officer = viewer_for(Person.objects.get(email="nice@example.org"))
    public = viewer_for(None)
    ways: dict[str, Callable[[str], object]] = {
        "engine": bare,
        # As pages ask: their cards are kept, so the posts come with their texts only.
        "search": lambda text: finding.find(officer, finding.Query(text, facets=False, full=False)),
        "facets": lambda text: finding.find(officer, finding.Query(text, full=False)),
        "public": lambda text: finding.find(public, finding.Query(text, full=False)),
        "short": lambda text: finding.find(officer, finding.Query(" ".join(text.split()[:2]), full=False)),
        "newest": lambda text: finding.find(officer, finding.Query(text, order="newest", full=False)),
    }
    for name, way in ways.items():
        for key, value in ask_all(questions, way).items():
            yield f"{name}_{size}_{key}", value


def found_after() -> list[float]:
    """Milliseconds from the commit of a post until a search of another process finds it, `intercity worker` writing."""
    officer = viewer_for(Person.objects.get(email="nice@example.org"))
    assert officer.organisation is not None
    worker = subprocess.Popen([sys.executable, "-m", "intercity.cli.main", "worker"])
    times = []
    try:
        for number in range(LATEST + 1):
            word = f"zq{new_uid()}"
            content = PostContent(title=f"Title {word}", body="Text.")
            do_publish(Space.objects.get(slug="drill"), "update", content, officer.organisation, officer.person)
            began = time.perf_counter()
            while not finding.find(officer, finding.Query(word, facets=False)).posts:
                time.sleep(0.002)
            if number:  # The first one waits for the worker to start.
                times.append((time.perf_counter() - began) * 1000)
    finally:
        worker.terminate()
        worker.wait()
    return times


def run(sizes: Sequence[int]) -> None:
    """Everything."""
    maker, result, filled = Maker(), {}, 0
    questions = maker.questions()
    folder = folders.fresh()
    book = create_book(folder, 64_000_000)
    folders.make_current(folder)
    for size in sizes:
        fill(maker, book, size - filled)
        filled = size
        result.update(figures(questions, size))
    book.close()
    waits = found_after()
    result["found_after_p50_ms"] = round(statistics.median(waits), 1)
    result["found_after_max_ms"] = round(max(waits), 1)
    result["index_mb"] = round(sum(file.stat().st_size for file in folder.iterdir()) / 1_000_000, 1)
    result["documents_per_second"] = documents_per_second()
    print(json.dumps(result))


def documents_per_second() -> float:
    """How many posts `intercity reindex` reads, analyses and writes in a second, on the first size."""
    Post.objects.filter(pk__gt=SMALL).update(state="withdrawn")
    began = time.perf_counter()
    count = rebuild()
    return round(count / (time.perf_counter() - began))


SMALL = 10_000
