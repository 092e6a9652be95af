"""Phrases found in running text."""

from __future__ import annotations

import pytest

from pdscan.vocabulary.lexicon import Lexicon, compact, plain, words

LEXICON = Lexicon(
    {
        "email": ("e-mailadres", "e-mail"),
        "address": ("adres",),
        "delivery": ("adres … geleverd",),
        "name": ("naam", "NAW"),
        "place": ("NAW", "adres en woonplaats"),
        "copy": ("kopie paspoort",),
        "recording": ("geluidsopname",),
    },
    misspelt={"geluidsoptname": "geluidsopname"},
    exact=("e-mail",),
    endings={"address": ("adres",)},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Naam, e-mail adres", [("name", "Naam"), ("email", "e-mail adres")]),
        ("EMAILADRESSEN", [("email", "EMAILADRESSEN")]),
        ("e-mails", []),
        ("één naam", [("name", "naam")]),
        ("naam en adres", [("name", "naam"), ("address", "adres")]),
        ("adres en woonplaats", [("place", "adres en woonplaats")]),
        ("adres, en woonplaats", [("address", "adres")]),
        ("NAW", [("name", "NAW"), ("place", "NAW")]),
        ("adres waar de post wordt geleverd", [("delivery", "adres waar de post wordt geleverd")]),
        ("adres, waar de post wordt geleverd", [("address", "adres")]),
        ("adres een twee drie vier vijf zes zeven geleverd", [("address", "adres")]),
        ("adres waar", [("address", "adres")]),
        ("kopieën paspoorten", [("copy", "kopieën paspoorten")]),
        ("noodadressen", [("address", "noodadressen")]),
        ("adressering naamloos", []),
        ("", []),
    ],
)
def test_phrases_are_found_as_people_write_them(text: str, found: list[tuple[str, str]]) -> None:
    hits = LEXICON.find(text)
    assert [(hit.meaning, hit.text) for hit in hits] == found
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)


def test_certainty_tells_how_a_phrase_was_found() -> None:
    found = {hit.text: (hit.certainty, hit.right) for hit in LEXICON.find("naam, noodadres, geluidsoptname")}
    assert found == {"naam": (1.0, None), "noodadres": (0.8, None), "geluidsoptname": (0.9, "geluidsopname")}


def test_the_nearest_phrase_for_what_is_misspelt() -> None:
    near = LEXICON.nearest("Geluidsopnmae")
    assert near is not None
    assert (near.meaning, near.right, near.certainty) == ("recording", "geluidsopname", 0.7)
    assert LEXICON.nearest("naamm") is None
    assert LEXICON.nearest("heel iets anders") is None


def test_words_know_where_they_stand() -> None:
    found = words("Één (twee), drie")
    assert [(word.plain, word.start, word.breaks) for word in found] == [
        ("een", 0, False),
        ("twee", 5, True),
        ("drie", 12, True),
    ]
    assert (plain("Één"), compact("E-mail – adres(sen)")) == ("een", "emailadres")
