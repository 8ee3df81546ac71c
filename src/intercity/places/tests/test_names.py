"""Countries by code and by name."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from intercity.places.names import country_name, find_country, is_international


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("FR", "en", "France"),
        ("fr", "fr", "France"),
        ("FR", "bg", "Франция"),
        ("DE", "pt-br", "Alemanha"),
        ("DE", "zz-zz", "Germany"),
        ("QQ", "fr", "QQ"),
    ],
)
def test_country_name(code, language, name):
    assert country_name(code, language) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FR", "FR"),
        ("fra", "FR"),
        ("NO", "NO"),
        ("frankreich", "FR"),
        ("ΓΑΛΛΊΑ", "FR"),
        ("България", "BG"),
        ("Espana", "ES"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Macedonia", "MK"),
        ("United States of America", "US"),
        ("U.S.A.", "US"),
        ("Korea, South", "KR"),
        ("Cape Verde", "CV"),
        ("Congo, Democratic Republic", "CD"),
        ("Republic of the Congo", "CG"),
        ("Bosnia and Herzegovina", "BA"),
        ("St. Lucia", "LC"),
        ("Ivory Coast", "CI"),
        ("Northern Cyprus", None),
        ("no", None),
        ("and", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_find_country(text, code):
    assert find_country(text) == code


@pytest.mark.parametrize("text", ["European Union", "Union européenne", "EU", "World", "Africa", "WHO"])
def test_what_is_above_countries_is_no_country(text):
    assert is_international(text)
    assert find_country(text) is None


@pytest.mark.parametrize("language", ["en", "fr", "bg", "de", "es", "el", "hu"])
def test_every_country_is_found_by_its_name_in_each_language(language):
    names = {code: country_name(code, language) for code in ("FR", "GB", "US", "BG", "CZ", "MK", "KR", "CN")}
    assert {code: find_country(name) for code, name in names.items()} == {code: code for code in names}


@given(st.text(max_size=30))
def test_any_text_gives_a_code_or_none(text):
    code = find_country(text)
    assert code is None or code in Locale("en").territories
