"""Names of files as text, cursors, and the user's globs."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdscan_targets.globs import Selection
from pdscan_targets.paths import meant, meant_path, shown, shown_path
from pdscan_targets.seen import cursor_of, mark, marks_of

file_names = st.binary(min_size=1, max_size=40).filter(lambda raw: b"/" not in raw and b"\0" not in raw)


@given(file_names)
def test_every_name_can_be_told_from_its_text(raw: bytes) -> None:
    name = os.fsdecode(raw)
    text = shown(name)
    assert meant(text) == name
    text.encode("utf-8")
    assert text.isprintable() or not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text)


@given(file_names, file_names)
def test_no_two_names_look_the_same(one: bytes, other: bytes) -> None:
    assert (shown(os.fsdecode(one)) == shown(os.fsdecode(other))) == (one == other)


@given(st.lists(file_names, max_size=4))
def test_every_path_can_be_told_from_its_text(raw: list[bytes]) -> None:
    parts = tuple(part for part in map(os.fsdecode, raw) if part not in (".", ".."))
    assert meant_path(shown_path(parts)) == parts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gewoon.txt", "gewoon.txt"),
        (r"map\bestand.csv", r"map\bestand.csv"),
        (r"a\x41", r"a\\x41"),
        ("\x1b[31mrood", r"\x1b[31mrood"),
        ("factuur\u202efdp.exe", r"factuur\xe2\x80\xaefdp.exe"),
        ("é", "é"),
    ],
    ids=["plain", "backslash", "like-an-escape", "terminal", "direction", "accent"],
)
def test_names(name: str, text: str) -> None:
    assert shown(name) == text


@given(st.sets(st.text(max_size=5), max_size=50))
def test_a_cursor_knows_what_it_was_made_of_and_no_more(names: set[str]) -> None:
    marks = {mark(name) for name in names}
    assert marks_of(cursor_of(marks)) == marks
    assert mark("something else") not in marks_of(cursor_of(marks))


@pytest.mark.parametrize(
    ("include", "exclude", "unit", "item", "expected"),
    [
        ((), (), ".", "a.txt", True),
        (("*.csv",), (), "archief/2019", "b.csv", True),
        (("*.csv",), (), "archief/2019", "b.txt", False),
        (("archief/**/*.pdf",), (), "archief", "1.pdf", True),
        (("archief/*",), ("archief/2019/",), "archief/2019", "b.csv", False),
        (("archief/201?",), (), "archief/2019", "b.csv", True),
        ((".",), (), ".", "a.txt", True),
        ((".",), (), "archief", "a.txt", False),
        ((".",), ("a.txt",), ".", "a.txt", False),
        (("Archief",), (), "archief", "a.txt", False),
        (("public.customers",), (), "public.customers_old", "a", False),
        ((), ("[ab].txt",), ".", "b.txt", False),
    ],
)
def test_globs(include: tuple[str, ...], exclude: tuple[str, ...], unit: str, item: str, expected: bool) -> None:
    assert Selection(include, exclude).item(unit, item) is expected


def test_tables_are_units_without_items() -> None:
    selection = Selection(("public.*",), ("public.log*",))
    assert [selection.unit(name) for name in ("public.customers", "public.logs", "audit.customers")] == [
        True,
        False,
        False,
    ]
