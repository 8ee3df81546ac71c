"""Folding of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.core.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Île-de-France ", "ile de france"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Århus, Łódź & Tromsø", "arhus lodz tromso"),
        ("İstanbul", "istanbul"),
        ("Iğdır", "igdir"),
        ("ΑΘΉΝΑΙ", "αθηναι"),
        ("Йошкар-Ола", "иошкар ола"),
        ("L'Aquila", "l aquila"),
        ("北京市", "北京市"),
        ("दिल्ली", "दिलली"),
        ("…", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
