"""The tools that guard translations and house rules find what they are there for, on small made-up trees."""

from __future__ import annotations

import gettext
import subprocess
from pathlib import Path

import pytest

from tools import house, messages

CODE = '''
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

def hello(name, n):
    """Greets."""
    _("Hello %(name)s") % {"name": name}
    gettext_lazy("A sentence "
                 "over two lines")
    pgettext("month", "May")
    return ngettext("%(n)s city", "%(n)s cities", n)
'''
PAGE = """<h1>{% translate "Title" %}</h1>
  <p title="{% translate 'Hint' %}">{% blocktranslate trimmed with who=name count n=number %}
     {{ who }} has {{ n }} post
     {% plural %}
     {{ who }} has {{ n }} posts
  {% endblocktranslate %}</p>
"""
SAID = {"Hello %(name)s", "A sentence over two lines", "May", "%(n)s city", "Title", "Hint", "%(who)s has %(n)s post"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A product with one module, one page, and a test that speaks to nobody."""
    write(tmp_path, "room/views.py", CODE)
    write(tmp_path, "room/tests/test_views.py", 'from x import _\n_("Not for readers")\n')
    write(tmp_path, "templates/room/page.html", PAGE)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def po(package: Path, language: str = "fr") -> Path:
    return messages.catalogue_path(package, language)


def translate(package: Path, pairs: dict[str, str | tuple[str, ...]]) -> None:
    """Fill in translations as a translator would."""
    catalog = messages.read_catalogue(package, "fr")
    for message in catalog:
        if message.id:
            message.string = pairs.get(messages.strings(message.id)[0], message.id)
    messages.write_catalogue(package, "fr", catalog)


def problems(package: Path) -> list[str]:
    return [problem.what for problem in messages.check_all(package, ("fr",))]


def test_every_sentence_of_code_and_pages_is_collected(package: Path) -> None:
    messages.extract_all(package, ("fr",))
    catalog = messages.read_catalogue(package, "fr")
    assert {messages.strings(m.id)[0] for m in catalog if m.id} == SAID
    assert catalog.get("May", "month") is not None
    text = po(package).read_text(encoding="utf-8")
    assert str(package) not in text
    assert "Creation-Date" not in text


def test_collecting_again_changes_no_byte_and_keeps_translations(package: Path) -> None:
    messages.extract_all(package, ("fr",))
    translate(package, {"Title": "Titre"})
    before = po(package).read_bytes()
    messages.extract_all(package, ("fr",))
    assert po(package).read_bytes() == before


def test_a_sentence_that_comes_back_has_its_translation(package: Path) -> None:
    messages.extract_all(package, ("fr",))
    translate(package, {"Title": "Titre"})
    page = package / "templates/room/page.html"
    page.write_text(PAGE.replace("Title", "Heading"), encoding="utf-8")
    messages.extract_all(package, ("fr",))
    assert "not translated: 'Heading'" in problems(package)
    page.write_text(PAGE, encoding="utf-8")
    messages.extract_all(package, ("fr",))
    assert messages.read_catalogue(package, "fr").get("Title").string == "Titre"
    assert problems(package) == []


def test_what_is_compiled_is_what_readers_get(package: Path) -> None:
    messages.extract_all(package, ("fr",))
    translate(package, {"Title": "Titre", "%(n)s city": ("%(n)s ville", "%(n)s villes")})
    messages.compile_all(package)
    with po(package).with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("Title") == "Titre"
    assert [spoken.ngettext("%(n)s city", "%(n)s cities", n) for n in (0, 1, 2)] == [
        "%(n)s ville", "%(n)s ville", "%(n)s villes",
    ]  # fmt: skip


def test_missing_untranslated_and_fuzzy_are_found(package: Path) -> None:
    assert any("not in the catalogue" in what for what in problems(package))
    messages.extract_all(package, ("fr",))
    assert sum("not translated" in what for what in problems(package)) == len(SAID)
    translate(package, {})
    assert problems(package) == []
    text = po(package).read_text(encoding="utf-8")
    po(package).write_text(text.replace('msgid "Title"', '#, fuzzy\nmsgid "Title"'), encoding="utf-8")
    assert problems(package) == ["fuzzy: 'Title'"]


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("Hello %(name)s", "Bonjour %(nom)s"),
        ("Hello %(name)s", "Bonjour"),
        ("%(n)s city", ("une ville", "%(n)s villes")),
        ("%(n)s city", ("%(n)s ville", "des villes")),
        ("%(who)s has %(n)s post", ("%(n)s de %(who)s", "%(n)s de %(whom)s")),
    ],
)
def test_a_lost_placeholder_is_found(package: Path, sentence: str, translation: str | tuple[str, ...]) -> None:
    messages.extract_all(package, ("fr",))
    translate(package, {sentence: translation})
    assert len(problems(package)) == 1
    assert "placeholders differ" in problems(package)[0]


def test_placeholders_may_change_places(package: Path) -> None:
    messages.extract_all(package, ("fr",))
    translate(package, {"%(who)s has %(n)s post": ("%(n)s message de %(who)s", "%(n)s messages de %(who)s")})
    assert problems(package) == []


@pytest.mark.parametrize(
    "bare",
    [
        "<p>Some words</p>",
        "<p>\n\n {% if x %}Words{% endif %}</p>",
        '<img alt="A square" src="x">',
        '<button aria-label="Close">{% translate "x" %}</button>',
        '<input placeholder="Search">',
        '<input type="submit" value="Send">',
        "<title>{% block title %}Page{% endblock %}</title>",
        "<option>{{ one }} of {{ two }}</option>",
    ],
)
def test_bare_text_is_found_with_its_line(package: Path, bare: str) -> None:
    write(package, "templates/bare.html", f"{{% load x %}}\n\n{bare}\n")
    found = list(messages.check_templates(package))
    assert [(p.where, p.line) for p in found] == [("templates/bare.html", 3 + (2 if bare.startswith("<p>\n") else 0))]


@pytest.mark.parametrize(
    "fine",
    [
        "<title>{% block t %}{% endblock %} · Intercity</title>",
        '<span title="TLP:GREEN" class="label green">{{ label }}</span>',
        "<script>const words = 1;</script><style>p { color: red }</style>",
        "<code>intercity serve</code>",
        "{% comment %}For translators{% endcomment %}{# a note #}",
        "{% block main_class %}narrow stack{% endblock %}",
        '<input type="hidden" name="a" value="word"><time datetime="{{ x }}">12:00</time>&nbsp;',
        "{% blocktranslate trimmed %}\nWords <b>bold</b>\n{% endblocktranslate %}",
    ],
)
def test_what_is_no_sentence_is_left_alone(package: Path, fine: str) -> None:
    write(package, "templates/fine.html", fine)
    assert list(messages.check_templates(package)) == []


@pytest.mark.parametrize("call", ['_(f"Hello {name}")', '_("Hello " + name)', '_("Hello %s" % name)'])
def test_a_sentence_put_together_before_translation_is_found(package: Path, call: str) -> None:
    write(package, "room/more.py", f"def f(name):\n    return {call}\n")
    assert [(p.where, p.line) for p in messages.check_calls(package)] == [("room/more.py", 2)]


# --- House rules -----------------------------------------------------------------------------------------------

GOOD = '''"""A module."""


class Room:
    """A room."""

    class Meta:
        ordering = ["x"]

    def __str__(self) -> str:
        return "x"

    def size(self) -> int:
        """How large."""
        return 1


def _private() -> None:
    pass
'''


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A git checkout with one good file."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, "src/intercity/room/good.py", GOOD)
    return tmp_path


def against(checkout: Path, name: str = "", text: str = "") -> list[str]:
    """What is against a rule once `name` with `text` is tracked."""
    if name:
        write(checkout, name, text)
    subprocess.run(["git", "-C", str(checkout), "add", "."], check=True)
    return [str(problem) for problem in house.check_all(checkout)]


def test_a_good_house_is_in_order(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert against(checkout) == []
    assert house.main(["--root", str(checkout)]) == 0
    assert "in order" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "text", "what"),
    [
        (1, "def f() -> None:\n" + "    x = 1\n" * 60, "split it at 60"),
        (1, '"""Doc."""\n' + "x = 1\n" * 400, "split the file at 400"),
        (1, 'def f():\n    """Doc."""\n', "return type"),
        (1, "def f() -> None:\n    pass\n", "docstring"),
        (1, "class A:\n    x = 1\n", "docstring"),
        (3, 'class A:\n    """Doc."""\n    def f(self) -> int:\n        return 1\n', "docstring"),
        (2, "def _f() -> None:\n    from intercity.posts import x\n", "import at the top"),
        (2, "def _f() -> None:\n    from . import x\n", "import at the top"),
        (1, "@receiver(post_save)\ndef _f() -> None:\n    pass\n", "no signals"),
        (1, "models.signals.post_save.connect(f)\n", "no signals"),
        (1, 'x = post.kind == "question"\n', "which kind"),
        (1, 'x = "question" in (post.kind, y) or post.kind in z\n', "which kind"),
        (1, "x = os.environ['X']\n", "config/env.py"),
        (1, "x = os.getenv('X')\n", "config/env.py"),
        (1, "from os import environ\n", "config/env.py"),
        (2, "x = 1\ny = '" + "/ro" + "ot/x'\n", "one machine"),
    ],
)
def test_each_rule_finds_its_breach(checkout: Path, line: int, text: str, what: str) -> None:
    found = against(checkout, "src/intercity/room/bad.py", text)
    hits = [problem for problem in found if what in problem]
    assert hits, found
    assert hits[0].startswith(f"src/intercity/room/bad.py:{line}: ")
    assert house.main(["--root", str(checkout)]) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/intercity/kinds/question/kind.py", 'x = post.kind == "question"\n'),
        ("src/intercity/config/env.py", "x = os.environ['X']\n"),
        ("src/intercity/cli/main.py", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x')\nos.environ['A'] = '1'\n"),
        ("src/intercity/room/tests/test_x.py", "def test_x():\n" + "    x = os.environ\n" * 99),
        ("src/intercity/room/migrations/0001.py", "class Migration:\n" + "    x = 1\n" * 500),
        ("src/intercity/room/apps.py", "class RoomConfig:\n    name = 'x'\n"),
        ("src/intercity/room/web.md", "https://example.org" + "/work" + "/health\n"),
        ("src/intercity/room/stub.py", "class A:\n    '''Doc.'''\n    @property\n    def pk(self) -> int: ...\n"),
        ("src/intercity/room/doc.py", "def f() -> None:\n    '''" + "Doc.\n" * 70 + "'''\n"),
    ],
)
def test_exceptions_stand(checkout: Path, name: str, text: str) -> None:
    assert against(checkout, name, text) == []


def test_short_functions_are_the_habit(checkout: Path) -> None:
    body = "".join(f"def _f{n}() -> None:\n" + "    x = 1\n" * 31 + "\n\n" for n in range(9))
    found = against(checkout, "src/intercity/room/long.py", body)
    assert any("median function has 32 lines" in problem for problem in found)
    assert any("one function in ten has 32 lines" in problem for problem in found)


def test_runtime_packages_are_counted(checkout: Path) -> None:
    names = ", ".join(f'"p{n}"' for n in range(21))
    found = against(checkout, "pyproject.toml", f"[project]\ndependencies = [{names}]\n")
    assert found == ["pyproject.toml:1: 21 runtime packages: 20 at most, make one an extra"]


def test_untracked_files_do_not_count(checkout: Path) -> None:
    against(checkout)
    write(checkout, "src/intercity/room/draft.py", "def f():\n    pass\n")
    assert house.check_all(checkout) == []
