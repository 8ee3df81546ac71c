"""Unknown tables: a mapping is suggested, written, reviewed, loaded and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercity.core.tables.errors import ReadError
from intercity.transfer.reading.mapping import as_toml, load_mapping
from intercity.transfer.reading.measures import read_measures
from intercity.transfer.reading.suggest import suggest_file
from intercity.transfer.reading.tests.files import write

GERMAN = [
    ["Nr", "Land", "Gemeinde", "Maßnahme", "Beginn", "Ende", "Quelle", "Kategorie"],
    *(
        [
            str(n),
            "Österreich",
            town,
            f"Die Stadt {town} verteilt {n} Pakete mit Essen an die Familien in der Stadt.",
            f"{n:02}.03.2020",
            f"{n + 10:02}.04.2020",
            f"https://example.org/{n}",
            "Hilfe",
        ]
        for n, town in enumerate(["Graz", "Linz", "Wels", "Steyr", "Villach", "Wien"], 1)
    ),
]


def test_suggestion_for_a_german_table_reads_it(tmp_path: Path) -> None:
    path = write(tmp_path / "liste 2020.csv", GERMAN, delimiter=";")
    mapping, header = suggest_file(path)
    file = tmp_path / "mapping.toml"
    file.write_text(as_toml(mapping, header), encoding="utf-8")
    loaded = load_mapping(file)
    assert dict(loaded.columns) == {
        "record_id": ("Nr",),
        "text": ("Maßnahme",),
        "country": ("Land",),
        "city": ("Gemeinde",),
        "date_start": ("Beginn",),
        "date_end": ("Ende",),
        "category": ("Kategorie",),
        "link": ("Quelle",),
    }
    first = next(read_measures(path, loaded))
    assert (first.language, first.city_text, str(first.date_start), first.key) == ("de", "Graz", "2020-03-01", "1")
    assert first.tracker == "liste-2020"


def test_suggestion_for_a_bulgarian_table(tmp_path: Path) -> None:
    rows = [["Номер", "Държава", "Община", "Описание", "Дата"]]
    rows += [
        [str(n), "България", "Русе", f"Общината раздава на {n} семейства храна до края на месеца.", f"{n}.4.2020"]
        for n in range(13, 20)
    ]
    mapping, _header = suggest_file(write(tmp_path / "a.csv", rows))
    assert mapping.columns["text"] == ("Описание",)
    assert mapping.columns["city"] == ("Община",)
    assert mapping.language == "bg"


def test_rows_without_an_id_keep_their_key_when_read_again(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", [["what", "where"], ["Free buses for nurses", "Nice"], ["Food for 30 families", "Nice"]]
    )
    file = tmp_path / "m.toml"
    file.write_text('tracker = "mine"\n[columns]\ntext = "what"\ncity = "where"\n', encoding="utf-8")
    keys = [[item.key for item in read_measures(path, load_mapping(file))] for _ in range(2)]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 2


def test_names_with_quotes_and_controls_survive_the_file(tmp_path: Path) -> None:
    header = ['text "long" \\ one', "other\tname"]
    rows = [[f"The town does something useful for everybody, number {n}", "x"] for n in range(5)]
    path = write(tmp_path / "a.csv", [header, *rows])
    mapping, found = suggest_file(path)
    file = tmp_path / "m.toml"
    file.write_text(as_toml(mapping, found), encoding="utf-8")
    assert load_mapping(file).columns["text"] == (header[0],)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("not toml at all [", "not valid TOML"),
        ('tracker = "x"', "[columns]"),
        ('[columns]\ncity = "a"', "“text”"),
        ('[columns]\ntext = "a"\nfruit = "b"', "fruit"),
        ("[columns]\ntext = 7", "column name"),
        ('date_order = "ymd"\n[columns]\ntext = "a"', "date_order"),
    ],
)
def test_bad_mapping_files(tmp_path: Path, content: str, part: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        load_mapping(file)
    assert part in caught.value.message


def test_mapping_that_names_a_column_the_table_has_not(tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    file.write_text('[columns]\ntext = "gone"\n', encoding="utf-8")
    with pytest.raises(ReadError, match="gone"):
        next(read_measures(write(tmp_path / "a.csv", [["a", "b"], ["1", "2"]]), load_mapping(file)))
