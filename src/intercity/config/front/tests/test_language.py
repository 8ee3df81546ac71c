"""Which language a refusal speaks."""

import pytest
from django.utils.translation import gettext_lazy

from intercity.config.front.language import said_in, wanted_language


@pytest.mark.parametrize(
    ("header", "language"),
    [("fr-CA, fr;q=0.9, en;q=0.8", "fr"), ("xx, bg;q=0.5", "bg"), ("", "en"), ("*", "en"), (";;=", "en")],
)
def test_the_browser_is_asked(header: str, language: str) -> None:
    assert wanted_language(header) == language


def test_a_sentence_is_translated_when_it_is_said() -> None:
    # A word of Django's own catalogue: ours may not be there yet.
    assert said_in("fr", gettext_lazy("Monday")) == "lundi"
