"""A folder, or one file, as a target: its units and items, what is left out, and what is read again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import TargetError, UsageError
from pdscan.model import Item, Unit
from pdscan.protocols import Target, TargetOptions, Unchanged
from pdscan_targets.folder import Folder, user
from pdscan_targets.volume import FILE, Status

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
UnitOf = Callable[[Target, str], Unit]


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A little share."""
    root = tmp_path / "share"
    for name, text in {"z.txt": "z", "a.txt": "a", "archief/2019/b.csv": "b", "archief/c.txt": "cc"}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "leeg").mkdir()
    return root


def test_it_serves_paths_and_file_urls() -> None:
    assert Folder.schemes == ("", "file")


def test_directories_are_units_and_files_items_in_the_order_of_names(
    share: Path, options: Options, everything: Everything
) -> None:
    found = everything(Folder(str(share), options()))
    assert list(found.items()) == [
        (".", [("a.txt", b"a"), ("z.txt", b"z")]),
        ("archief", [("c.txt", b"cc")]),
        ("archief/2019", [("b.csv", b"b")]),
    ]


def test_units_have_the_size_of_their_own_files(share: Path, options: Options) -> None:
    assert list(Folder(str(share), options()).units()) == [
        Unit(".", "directory", size=2),
        Unit("archief", "directory", size=2),
        Unit("archief/2019", "directory", size=1),
    ]


def test_items_have_size_and_an_aware_time(share: Path, options: Options, unit_of: UnitOf) -> None:
    os.utime(share / "archief/c.txt", (0, 1_573_511_400))
    target = Folder(str(share), options())
    (item,) = target.read(unit_of(target, "archief"))
    assert isinstance(item, Item)
    assert (item.path, item.size, item.modified) == ("c.txt", 2, datetime(2019, 11, 11, 22, 30, tzinfo=UTC))
    assert (item.recorded, item.media_type) == (None, None)


@pytest.mark.parametrize("seconds", [2**40, 2**62, -(2**40)])
def test_a_time_that_no_calendar_has_is_none(seconds: int) -> None:
    assert Status(FILE, modified_ns=seconds * 10**9).modified is None


def test_an_item_can_be_opened_again(share: Path, options: Options, unit_of: UnitOf) -> None:
    target = Folder(str(share), options())
    (item,) = list(target.read(unit_of(target, "archief")))
    assert isinstance(item, Item)
    for _ in range(2):
        with item.open() as stream:
            assert stream.read() == b"cc"


def test_no_descriptor_stays_open(share: Path, options: Options, everything: Everything) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    target = Folder(str(share), options())
    for unit in target.units():
        assert isinstance(unit, Unit)
        list(target.read(unit))
    everything(target)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_an_empty_folder_is_one_empty_unit(tmp_path: Path, options: Options, everything: Everything) -> None:
    assert everything(Folder(str(tmp_path), options())) == {".": []}


@pytest.mark.parametrize("url", ["{}", "file:{}", "file://{}", "file://localhost{}"])
def test_one_file_is_a_target_too(url: str, share: Path, options: Options, everything: Everything) -> None:
    assert everything(Folder(url.format(share / "a.txt"), options())) == {".": [("a.txt", b"a")]}


def test_one_file_named_by_a_link_is_read(share: Path, options: Options, everything: Everything) -> None:
    (share / "link").symlink_to("a.txt")
    assert everything(Folder(str(share / "link"), options())) == {".": [("a.txt", b"a")]}


def test_a_url_is_decoded_and_a_path_is_not(tmp_path: Path, options: Options, everything: Everything) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a%20b").mkdir()
    (tmp_path / "a b/1.txt").write_text("space")
    (tmp_path / "a%20b/2.txt").write_text("per cent")
    assert everything(Folder(f"file://{tmp_path}/a%20b", options())) == {".": [("1.txt", b"space")]}
    assert everything(Folder(f"{tmp_path}/a%20b", options())) == {".": [("2.txt", b"per cent")]}


def test_a_url_of_another_machine_is_refused(options: Options) -> None:
    with pytest.raises(UsageError, match=r"^file://nas/… names another machine; write file:///PATH for a path"):
        Folder("file://nas/share", options())


def test_no_path_is_refused(options: Options) -> None:
    with pytest.raises(UsageError, match="needs a path"):
        Folder("file:", options())


def test_names_in_a_broken_encoding_are_shown_and_read(
    tmp_path: Path, options: Options, everything: Everything
) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    (tmp_path / os.fsdecode(b"caf\xe9/na\xefef.txt")).write_text("bytes")
    (tmp_path / r"caf\xe9").mkdir()
    (tmp_path / "caf\\xe9/two\nlines").write_text("a name of four characters")
    assert everything(Folder(str(tmp_path), options())) == {
        ".": [],
        r"caf\\xe9": [(r"two\x0alines", b"a name of four characters")],
        r"caf\xe9": [(r"na\xefef.txt", b"bytes")],
    }


def test_globs_say_what_is_read(share: Path, options: Options, everything: Everything) -> None:
    assert everything(Folder(str(share), options(include=("archief",), exclude=("*.csv",)))) == {
        ".": [],
        "archief": [("c.txt", b"cc")],
    }
    assert everything(Folder(str(share), options(include=("*.csv",)))) == {".": [], "archief/2019": [("b.csv", b"b")]}
    assert everything(Folder(str(share), options(exclude=("archief/2019", "z.txt")))) == {
        ".": [("a.txt", b"a")],
        "archief": [("c.txt", b"cc")],
    }


def test_pdscanignore_in_any_directory_is_heeded(share: Path, options: Options, everything: Everything) -> None:
    (share / ".pdscanignore").write_text("*.txt\n!a.txt\n/leeg/\n")
    (share / "archief/.pdscanignore").write_text("\ufeff# brought back\n!c.txt\n2019/\n", encoding="utf-8")
    found = everything(Folder(str(share), options()))
    assert {unit: [path for path, _ in items] for unit, items in found.items()} == {
        ".": [".pdscanignore", "a.txt"],
        "archief": [".pdscanignore", "c.txt"],
    }


def test_pdscanignore_above_the_root_is_not(share: Path, options: Options, everything: Everything) -> None:
    (share / ".pdscanignore").write_text("*\n")
    assert everything(Folder(str(share / "archief"), options()))["."] == [("c.txt", b"cc")]


def test_pdscanignore_does_not_hide_the_file_that_was_asked_for(
    share: Path, options: Options, everything: Everything
) -> None:
    (share / ".pdscanignore").write_text("*\n")
    assert everything(Folder(str(share / "a.txt"), options())) == {".": [("a.txt", b"a")]}


def test_a_pdscanignore_that_is_a_link_or_a_pipe_says_nothing(
    share: Path, options: Options, everything: Everything, tmp_path: Path
) -> None:
    (tmp_path / "all").write_text("*\n")
    (share / ".pdscanignore").symlink_to(tmp_path / "all")
    os.mkfifo(share / "archief/.pdscanignore")
    found = everything(Folder(str(share), options()))
    assert [path for path, *_ in found["."]] == [".pdscanignore", "a.txt", "z.txt"]
    assert [path for path, *_ in found["archief"]] == [".pdscanignore", "c.txt"]


def test_hard_links_are_read_once_under_the_first_name(share: Path, options: Options, everything: Everything) -> None:
    os.link(share / "archief/c.txt", share / "archief/2019/again.txt")
    os.link(share / "archief/c.txt", share / "archief/d.txt")
    found = everything(Folder(str(share), options()))
    assert found["archief"] == [("c.txt", b"cc")]
    assert found["archief/2019"] == [("b.csv", b"b")]


def test_a_hard_link_whose_first_name_is_left_out_is_read_under_the_next(
    share: Path, options: Options, everything: Everything
) -> None:
    os.link(share / "archief/c.txt", share / "archief/2019/again.txt")
    found = everything(Folder(str(share), options(exclude=("*/c.txt",))))
    assert found["archief/2019"] == [("again.txt", b"cc"), ("b.csv", b"b")]


def test_a_worker_that_has_not_listed_the_units_reads_hard_links_once_too(share: Path, options: Options) -> None:
    os.link(share / "archief/c.txt", share / "archief/2019/again.txt")
    items = list(Folder(str(share), options()).read(Unit("archief/2019", "directory")))
    assert [item.path for item in items if isinstance(item, Item)] == ["b.csv"]


def test_since_gives_what_is_new_or_changed(share: Path, options: Options, unit_of: UnitOf) -> None:
    target = Folder(str(share), options())
    unit = unit_of(target, ".")
    assert target.cursor(unit) is None
    assert [item.path for item in target.read(unit) if isinstance(item, Item)] == ["a.txt", "z.txt"]
    cursor = target.cursor(unit)
    assert list(target.read(unit, cursor)) == [Unchanged("a.txt"), Unchanged("z.txt")]
    assert target.cursor(unit) == cursor
    (share / "new.txt").write_text("new")
    (share / "z.txt").write_text("changed")
    assert [item.path for item in target.read(unit, cursor) if isinstance(item, Item)] == ["new.txt", "z.txt"]
    (share / "a.txt").unlink()
    assert list(target.read(unit, target.cursor(unit))) == [Unchanged("new.txt"), Unchanged("z.txt")]


def test_what_is_left_out_of_a_cursor_is_read_again(share: Path, options: Options, unit_of: UnitOf) -> None:
    target = Folder(str(share), options())
    unit = unit_of(target, ".")
    list(target.read(unit))
    [first, second] = target.read(unit, target.cursor(unit, {"z.txt"}))
    assert first == Unchanged("a.txt")
    assert isinstance(second, Item)


def test_content_changed_behind_the_back_of_the_modification_time_is_read_again(
    share: Path, options: Options, unit_of: UnitOf
) -> None:
    target = Folder(str(share), options())
    unit = unit_of(target, "archief")
    list(target.read(unit))
    status = (share / "archief/c.txt").stat()
    time.sleep(0.02)
    (share / "archief/c.txt").write_text("dd")
    os.utime(share / "archief/c.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [item.path for item in target.read(unit, target.cursor(unit)) if isinstance(item, Item)] == ["c.txt"]


def test_there_is_no_cursor_after_a_reading_that_was_broken_off(share: Path, options: Options, unit_of: UnitOf) -> None:
    target = Folder(str(share), options())
    unit = unit_of(target, ".")
    list(target.read(unit))
    next(iter(target.read(unit)))
    assert target.cursor(unit) is None


def test_check_says_who_and_what(share: Path, options: Options) -> None:
    access = Folder(str(share), options()).check()
    assert (access.readable, access.could_write, access.problems) == (4, True, ())
    assert access.identity
    assert Folder(str(share / "a.txt"), options()).check().readable == 1


def test_a_path_that_is_not_there_is_told(tmp_path: Path, options: Options) -> None:
    target = Folder(str(tmp_path / "nergens"), options())
    for ask in (target.check, lambda: list(target.units())):
        with pytest.raises(TargetError, match=r"^there is no .*/nergens; check the path$"):
            ask()


def test_files_are_never_a_sample(share: Path, options: Options) -> None:
    assert Folder(str(share), options(sample=1)).sampled(Unit(".", "directory")) is False


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000_000)
    assert user() == "4000000000"
