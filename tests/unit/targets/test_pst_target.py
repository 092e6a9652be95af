"""A store of Outlook as a system of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import TargetError
from pdscan.model import Item, Unit
from pdscan.protocols import TargetOptions
from pdscan_targets.pst import Pst
from tests.unit.formats.pst_file import TOP, Mail, pst

Options = Callable[..., TargetOptions]
INBOX = f"{TOP}/Postvak IN"
SUBJECT, BODY = 0x0037, 0x1000


def message(number: int, **more: Any) -> Mail:
    return Mail({SUBJECT: f"Bericht {number}", BODY: "BSN 286759457"}, **more)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "jan.pst"
    path.write_bytes(pst({"Postvak IN": [message(1), message(2)], "Leeg": [], "Oud": [message(3)]}))
    return path


def test_folders_are_units_and_messages_items(store: Path, options: Options, unit_of: Callable[..., Unit]) -> None:
    target = Pst(f"pst:{store}", options())
    assert [(unit.name, unit.rows) for unit in target.units() if isinstance(unit, Unit)] == [
        (INBOX, 2),
        (f"{TOP}/Oud", 1),
    ]
    first, second = target.read(unit_of(target, INBOX))
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert first.media_type == "message/rfc822"
    with first.open() as stream:
        assert b"Subject: Bericht 1\r\n" in stream.read()
    assert first.path.isdecimal()
    assert first.path != second.path


def test_only_what_is_asked_for(store: Path, options: Options, everything: Callable[..., Any]) -> None:
    assert list(everything(Pst(f"pst:{store}", options(exclude=("*/Oud",))))) == [INBOX]


def test_nothing_is_left_behind(
    store: Path,
    options: Options,
    everything: Callable[..., Any],
    evidence: Callable[[Path], AbstractContextManager[None]],
) -> None:
    with evidence(store.parent):
        assert len(everything(Pst(f"pst:{store}", options()))) == 2


def test_check_says_who_and_how_much(store: Path, options: Options) -> None:
    access = Pst(f"pst:{store}", options()).check()
    assert (access.readable, access.could_write) == (2, True)


def test_a_store_that_has_not_changed_is_not_read(store: Path, options: Options, unit_of: Callable[..., Unit]) -> None:
    target = Pst(f"pst:{store}", options())
    unit = unit_of(target, INBOX)
    assert len(list(target.read(unit))) == 2
    cursor = target.cursor(unit)
    assert list(target.read(unit, cursor)) == []
    assert target.cursor(unit) == cursor
    store.write_bytes(pst({"Postvak IN": [message(1), message(2), message(3)]}))
    assert len(list(target.read(unit, cursor))) == 3
    assert target.cursor(unit) != cursor


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no"),
        (b"From jan Mon Nov 11 22:30:00 2019\n", r"is no store of Outlook \(PST, OST\)"),
        (b"!BDN" + bytes(600), "can't read it; is it whole"),
    ],
)
def test_what_is_no_store(tmp_path: Path, options: Options, content: bytes | None, said: str) -> None:
    path = tmp_path / "a.pst"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TargetError, match=said):
        list(Pst(f"pst:{path}", options()).units())


def test_a_folder_is_no_store(tmp_path: Path, options: Options) -> None:
    with pytest.raises(TargetError, match="a store of Outlook is one file"):
        Pst(f"pst:{tmp_path}", options()).check()


def test_a_part_that_can_not_be_read_is_told(store: Path, options: Options, unit_of: Callable[..., Unit]) -> None:
    """As a message that lies in another, with a body that the library can't reach."""
    inner = Mail({SUBJECT: "Binnen", BODY: "lang " * 2000})
    store.write_bytes(pst({"Postvak IN": [message(1, attachments=[{0x3001: "Door", 0x3701: inner}])]}))
    target = Pst(f"pst:{store}", options())
    skipped, item = target.read(unit_of(target, INBOX))
    assert not isinstance(skipped, Item)
    assert isinstance(item, Item)
    assert str(skipped.location) == f"sys: {INBOX}/{item.path}!/Door.eml"
