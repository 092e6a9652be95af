"""Maildirs as Python's own `mailbox` makes them, and as servers and accidents leave them."""

from __future__ import annotations

import gzip
import mailbox
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import TargetError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import Target, TargetOptions, Unchanged
from pdscan_targets.maildir import TARGET, Maildir

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
UnitOf = Callable[[Target, str], Unit]


def message(subject: str, date: str | None = "Mon, 11 Nov 2019 23:30:00 +0100") -> mailbox.MaildirMessage:
    made = EmailMessage()
    made["Subject"] = subject
    if date:
        made["Date"] = date
    made.set_content("hallo")
    return mailbox.MaildirMessage(made)


@pytest.fixture
def mail(tmp_path: Path) -> mailbox.Maildir:
    """A maildir with two folders, one in the other."""
    box = mailbox.Maildir(tmp_path / "Maildir")
    box.add(message("new"))
    seen = message("seen")
    seen.set_subdir("cur")
    seen.set_flags("RS")
    box.add(seen)
    box.add_folder("Archief").add(message("old", "Fri, 1 Mar 2013 08:00:00 +0000"))
    box.add_folder("Archief.2012").add(message("older"))
    return box


@pytest.fixture
def root(mail: mailbox.Maildir, tmp_path: Path) -> Path:
    """Where that maildir lies."""
    return tmp_path / "Maildir"


def subjects(everything: dict[str, list[Any]]) -> dict[str, list[bytes]]:
    return {
        unit: sorted(content.split(b"\n")[0].removeprefix(b"Subject: ") for _, content in items)
        for unit, items in everything.items()
    }


def test_it_is_a_target() -> None:
    assert TARGET is Maildir
    assert Maildir.schemes == ("maildir",)


@pytest.mark.parametrize("url", ["maildir:{}", "maildir://{}"])
def test_folders_are_units_and_messages_items(url: str, root: Path, options: Options, everything: Everything) -> None:
    assert subjects(everything(Maildir(url.format(root), options()))) == {
        "INBOX": [b"new", b"seen"],
        "Archief": [b"old"],
        "Archief/2012": [b"older"],
    }


def test_units_know_how_much_is_in_them(root: Path, options: Options) -> None:
    units = [unit for unit in Maildir(f"maildir:{root}", options()).units() if isinstance(unit, Unit)]
    size = sum(path.stat().st_size for part in ("cur", "new") for path in (root / part).iterdir())
    assert units[0] == Unit("INBOX", "mail folder", size=size, rows=2)
    assert [(unit.name, unit.rows) for unit in units[1:]] == [("Archief", 1), ("Archief/2012", 1)]


def test_items_have_the_date_of_the_message_and_of_the_file(root: Path, options: Options, unit_of: UnitOf) -> None:
    (path,) = (root / ".Archief/new").iterdir()
    os.utime(path, (0, 1_573_511_400))
    target = Maildir(f"maildir:{root}", options())
    (item,) = target.read(unit_of(target, "Archief"))
    assert isinstance(item, Item)
    assert item.path == path.name
    assert item.size == path.stat().st_size
    assert item.media_type == "message/rfc822"
    assert item.recorded == datetime(2013, 3, 1, 8, tzinfo=UTC)
    assert item.modified == datetime(2019, 11, 11, 22, 30, tzinfo=UTC)


def test_the_date_is_in_the_time_zone_of_the_sender(root: Path, options: Options, unit_of: UnitOf) -> None:
    target = Maildir(f"maildir:{root}", options())
    (item,) = target.read(unit_of(target, "Archief/2012"))
    assert isinstance(item, Item)
    assert item.recorded == datetime(2019, 11, 11, 23, 30, tzinfo=timezone(timedelta(hours=1)))
    assert item.recorded is not None
    assert item.recorded.date().isoformat() == "2019-11-11"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Date: Mon, 11 Nov 2019 23:30:00 -0000", "2019-11-11T23:30:00+00:00"),
        ("DATE:Mon, 11 Nov 2019\n 23:30:00 +0100", "2019-11-11T23:30:00+01:00"),
        ("Date: Mon, 11 Nov 2019 23:30:00", "2019-11-11T23:30:00+00:00"),
        ("Date: 11 Nov 19 23:30 CET", "2019-11-11T23:30:00+00:00"),
        ("Date: gisteren", None),
        ("Date: Mon, 31 Feb 2019 23:30:00 +0100", None),
        ("Date: Mon, 11 Nov 2019 23:30:00 +9999", None),
        ("Date: Mon, 11 Nov 99999 23:30:00 +0100", None),
        ("Date:", None),
        ("Date: \xff\xfe", None),
        ("X-Date: Mon, 11 Nov 2019 23:30:00 +0100", None),
        ("Subject: x\n\nDate: Mon, 11 Nov 2019 23:30:00 +0100", None),
        ("Subject: x\nDate: Mon, 11 Nov 2019 23:30:00 +0100\nDate: Tue, 12 Nov 2019", "2019-11-11T23:30:00+01:00"),
    ],
)
def test_dates(header: str, expected: str | None, root: Path, options: Options, unit_of: UnitOf) -> None:
    (path,) = (root / ".Archief/new").iterdir()
    path.write_bytes(header.encode("latin-1") + b"\n\nbody\n")
    target = Maildir(f"maildir:{root}", options())
    (item,) = target.read(unit_of(target, "Archief"))
    assert isinstance(item, Item)
    assert (item.recorded.isoformat() if item.recorded else None) == expected


def test_a_message_without_a_date_has_none(root: Path, options: Options, unit_of: UnitOf) -> None:
    (path,) = (root / ".Archief/new").iterdir()
    path.write_bytes(b"")
    target = Maildir(f"maildir:{root}", options())
    (item,) = target.read(unit_of(target, "Archief"))
    assert isinstance(item, Item)
    assert item.recorded is None


def test_a_message_stays_the_same_when_it_is_flagged_or_moved(root: Path, options: Options, unit_of: UnitOf) -> None:
    target = Maildir(f"maildir:{root}", options())
    unit = unit_of(target, "INBOX")
    before = [item.path for item in target.read(unit) if isinstance(item, Item)]
    for path in list((root / "new").iterdir()):
        path.rename(root / "cur" / f"{path.name}:2,S")
    assert [item.path for item in target.read(unit) if isinstance(item, Item)] == before
    assert list(target.read(unit, target.cursor(unit))) == [Unchanged(path) for path in before]


def test_since_gives_what_is_new(mail: mailbox.Maildir, root: Path, options: Options, unit_of: UnitOf) -> None:
    target = Maildir(f"maildir:{root}", options())
    unit = unit_of(target, "INBOX")
    assert target.cursor(unit) is None
    assert len(list(target.read(unit))) == 2
    key = mail.add(message("newest"))
    assert [item.path for item in target.read(unit, target.cursor(unit)) if isinstance(item, Item)] == [key]


def test_a_message_that_is_moved_while_the_folder_is_read_is_found(
    root: Path, options: Options, unit_of: UnitOf
) -> None:
    target = Maildir(f"maildir:{root}", options())
    for number in range(2):
        (root / "new" / f"zz{number}").write_bytes(b"Subject: moved\n\n")
    read = target.read(unit_of(target, "INBOX"))
    next(read)
    (root / "new/zz1").rename(root / "cur/zz1:2,RS")
    (root / "new/zz0").unlink()
    *_, vanished, moved = read
    assert isinstance(vanished, Skipped)
    assert (vanished.location.item, vanished.reason) == ("zz0", "vanished")
    assert isinstance(moved, Item)
    assert moved.path == "zz1"
    with moved.open() as stream:
        assert stream.read() == b"Subject: moved\n\n"


def test_what_is_no_message_is_told_or_left(root: Path, options: Options, everything: Everything) -> None:
    inbox = root / ".Archief"
    os.mkfifo(inbox / "cur/fifo")
    (inbox / "cur/directory").mkdir()
    (inbox / "cur/link").symlink_to("/etc/hostname")
    (inbox / "cur/.nfs0001").write_text("a server's own")
    (inbox / "tmp/half").write_text("not yet delivered")
    (inbox / "dovecot-uidlist").write_text("3 V1")
    found = everything(Maildir(f"maildir:{root}", options()))["Archief"]
    assert [each for each in found if len(each) == 3] == [
        ("directory", "not a regular file", "directory"),
        ("fifo", "not a regular file", "named pipe"),
        ("link", "not a regular file", "link"),
    ]
    assert len(found) == 4


def test_two_messages_with_one_name_are_two(root: Path, options: Options, everything: Everything) -> None:
    for part, name in (("new", "1.a"), ("cur", "1.a:2,S")):
        (root / ".Archief" / part / name).write_text(part)
    found = everything(Maildir(f"maildir:{root}", options()))["Archief"]
    assert [each for each in found if each[0].startswith("1.a")] == [("1.a", b"cur"), ("1.a (new)", b"new")]


def test_messages_that_the_server_keeps_compressed_are_not_called_messages(
    root: Path, options: Options, unit_of: UnitOf
) -> None:
    (path,) = (root / ".Archief/new").iterdir()
    path.write_bytes(gzip.compress(path.read_bytes()))
    target = Maildir(f"maildir:{root}", options())
    (item,) = target.read(unit_of(target, "Archief"))
    assert isinstance(item, Item)
    assert item.media_type is None


def test_many_maildirs_in_one_directory(tmp_path: Path, options: Options) -> None:
    (tmp_path / "domein.nl").mkdir()
    for user in ("els", "jan"):
        mailbox.Maildir(tmp_path / "domein.nl" / user).add_folder("Verzonden")
    names = [unit.name for unit in Maildir(f"maildir:{tmp_path}", options()).units() if isinstance(unit, Unit)]
    assert names == ["domein.nl/els", "domein.nl/els/Verzonden", "domein.nl/jan", "domein.nl/jan/Verzonden"]


def test_folders_of_one_name_are_told_apart(root: Path, options: Options) -> None:
    mailbox.Maildir(root / "Archief")
    names = [unit.name for unit in Maildir(f"maildir:{root}", options()).units() if isinstance(unit, Unit)]
    assert names == ["INBOX", ".Archief", "Archief/2012", "Archief"]


def test_globs_say_which_folders_and_messages(root: Path, options: Options, everything: Everything) -> None:
    found = everything(Maildir(f"maildir:{root}", options(exclude=("Archief/2012", "INBOX/*"))))
    assert subjects(found) == {"INBOX": [], "Archief": [b"old"]}


def test_a_message_that_changes_while_it_is_read(root: Path, options: Options, unit_of: UnitOf) -> None:
    target = Maildir(f"maildir:{root}", options())
    read = target.read(unit_of(target, "Archief"))
    item = next(read)
    assert isinstance(item, Item)
    (path,) = (root / ".Archief/new").iterdir()
    path.write_bytes(b"x")
    (skipped,) = read
    assert isinstance(skipped, Skipped)
    assert (skipped.location.item, skipped.reason) == (item.path, "changed while reading")


def test_check(root: Path, options: Options) -> None:
    access = Maildir(f"maildir:{root}", options()).check()
    assert (access.readable, access.could_write, access.problems) == (3, True, ())


def test_folders_that_may_not_be_read(
    open_to_all: Path,
    options: Options,
    everything: Everything,
    unprivileged: Callable[[], AbstractContextManager[None]],
) -> None:
    box = mailbox.Maildir(open_to_all / "Maildir")
    box.add(message("new"))
    box.add_folder("Dicht")
    box.add_folder("Half").add(message("half"))
    for path in (open_to_all / "Maildir").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o600)
    (open_to_all / "Maildir").chmod(0o755)
    (open_to_all / "Maildir/.Dicht").chmod(0)
    (open_to_all / "Maildir/.Half/new").chmod(0)
    with unprivileged():
        target = Maildir(f"maildir:{open_to_all}/Maildir", options())
        access = target.check()
        units = list(target.units())
        found = everything(target)
    for path in (".Dicht", ".Half/new"):
        (open_to_all / "Maildir" / path).chmod(0o755)
    assert access.readable == 2
    assert access.problems == (".Dicht: no permission",)
    assert Unit("Half", "mail folder") in units
    assert found[""] == [(".Dicht", "no permission", "")]
    assert found["Half"] == [(None, "no permission", "")]
    if os.geteuid() == 0:
        assert not access.could_write
        assert [reason for _, reason, _ in found["INBOX"]] == ["no permission"]


def test_a_folder_that_is_gone_is_told(root: Path, options: Options) -> None:
    (skipped,) = Maildir(f"maildir:{root}", options()).read(Unit("Weg", "mail folder"))
    assert isinstance(skipped, Skipped)
    assert (skipped.location.unit, skipped.reason) == ("Weg", "vanished")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nergens", r"^there is no .*/nergens; check the path$"),
        ("leeg", r"^no maildir in .*/leeg: one has a directory “cur” and one “new”$"),
        ("file", r"/file is not a directory; check the path$"),
    ],
)
def test_no_maildir(name: str, words: str, tmp_path: Path, options: Options) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(TargetError, match=words):
        Maildir(f"maildir:{tmp_path}/{name}", options()).check()


def test_mail_is_never_a_sample(root: Path, options: Options) -> None:
    target = Maildir(f"maildir:{root}", options(sample=1))
    assert target.sampled(Unit("INBOX", "mail folder")) is False
    target.close()
