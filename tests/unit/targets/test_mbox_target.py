"""Mboxes as `mailbox` and other programs write them."""

from __future__ import annotations

import mailbox
import os
import resource
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import TargetError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import Target, TargetOptions, Unchanged
from pdscan_targets import mbox
from pdscan_targets.mbox import TARGET, Mbox

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
FROM = b"From jan@example.nl Mon Nov 11 23:30:00 2019\n"
FOLDER = Unit("post.mbox", "mail folder")


def parts(path: Path, options: Options) -> list[bytes]:
    """The contents of the messages in a file."""
    contents = []
    for each in Mbox(f"mbox:{path}", options()).read(FOLDER):
        assert isinstance(each, Item)
        with each.open() as stream:
            contents.append(stream.read())
    return contents


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the mbox lies."""
    return tmp_path / "post.mbox"


def test_it_is_a_target() -> None:
    assert TARGET is Mbox
    assert Mbox.schemes == ("mbox",)


def test_messages_are_what_python_takes_for_messages(path: Path, options: Options) -> None:
    box = mailbox.mbox(path)
    for number in range(5):
        made = EmailMessage()
        made["Subject"] = f"bericht {number}"
        made["Date"] = "Fri, 1 Mar 2013 08:00:00 +0000"
        made["Message-ID"] = f"<{number}@example.nl>"
        made.set_content("Beste,\nFrom here on\n\nFrom there on\n\ngroet")
        box.add(made)
    box.flush()
    target = Mbox(f"mbox:{path}", options())
    assert list(target.units()) == [Unit("post.mbox", "mail folder", size=path.stat().st_size)]
    items = [each for each in target.read(FOLDER) if isinstance(each, Item)]
    assert [item.path for item in items] == [f"{number}@example.nl" for number in range(5)]
    assert {item.recorded for item in items} == {datetime(2013, 3, 1, 8, tzinfo=UTC)}
    assert {item.media_type for item in items} == {"message/rfc822"}
    expected = [box.get_bytes(key).replace(b"\n>From ", b"\nFrom ") for key in box.iterkeys()]
    assert [content.rstrip(b"\n") for content in parts(path, options)] == [each.rstrip(b"\n") for each in expected]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (FROM, [b""]),
        (FROM + b"Subject: 1\n\n1\n", [b"Subject: 1\n\n1\n"]),
        (FROM + b"A: 1\n\n1\n\n" + FROM + b"A: 2\n\n2\n", [b"A: 1\n\n1\n\n", b"A: 2\n\n2\n"]),
        (FROM + b"A: 1\n\n1\n" + FROM + b"A: 2\n\n2\n", [b"A: 1\n\n1\n", b"A: 2\n\n2\n"]),
        (FROM + b"A: 1\n\nFrom me\n\nFrom you\n", [b"A: 1\n\nFrom me\n\nFrom you\n"]),
        (FROM + b"A: 1\n\n1\n" + FROM + b"quoted in full\n", [b"A: 1\n\n1\n" + FROM + b"quoted in full\n"]),
        (FROM + b"A: 1\n\n>From me\n>>From you\n> From\n", [b"A: 1\n\nFrom me\n>From you\n> From\n"]),
        (b"From x\nA: 1\n\n1\n\nFrom y\nA: 2\n\n2\n", [b"A: 1\n\n1\n\n", b"A: 2\n\n2\n"]),
        (b"From x\nA: 1\n\n1\nFrom y\nB: 2\n", [b"A: 1\n\n1\nFrom y\nB: 2\n"]),
        (
            b"From - Mon Nov 11 23:30:00 2019\r\nA: 1\r\n\r\n1\r\n\r\nFrom - Mon Nov 11 23:30:00 2019\r\nA: 2\r\n\r\n",
            [b"A: 1\r\n\r\n1\r\n\r\n", b"A: 2\r\n\r\n"],
        ),
        (
            b"From 123@xxx Mon Apr 01 12:00:00 +0000 2019\nA: 1\n\n\nFrom 2019-04-01T12:00:00 x\nA: 2\n\n",
            [b"A: 1\n\n\n", b"A: 2\n\n"],
        ),
        (FROM + b"Content-Length: 99999\n\n1\n\n" + FROM + b"A: 2\n", [b"Content-Length: 99999\n\n1\n\n", b"A: 2\n"]),
    ],
    ids=[
        "empty",
        "separator-alone",
        "one",
        "two",
        "no-empty-line-between",
        "from-in-the-text",
        "separator-in-the-text",
        "quoted",
        "without-dates",
        "without-dates-nor-empty-line",
        "windows",
        "other-orders-of-the-date",
        "lying-length",
    ],
)
def test_dialects(data: bytes, expected: list[bytes], path: Path, options: Options) -> None:
    path.write_bytes(data)
    assert parts(path, options) == expected


@pytest.mark.parametrize("block", [1, 2, 7, 45, 46, 64, 100, 1000])
def test_where_a_block_ends_makes_no_difference(
    block: int, path: Path, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [b"A: %d\n\n%s\n\n" % (number, b"x\n" * number) for number in range(20)]
    path.write_bytes(b"".join(FROM + body for body in bodies))
    monkeypatch.setattr(mbox, "BLOCK", block)
    assert parts(path, options) == bodies


def test_messages_without_an_id_have_numbers_and_copies_both(path: Path, options: Options) -> None:
    ids = [b"", b"Message-ID: <1@x>\n", b"Message-ID: <1@x>\n", b"Message-ID: <jan jansen>\n"]
    path.write_bytes(b"".join(FROM + each + b"A: 1\n\n\n" for each in ids))
    items = Mbox(f"mbox:{path}", options()).read(FOLDER)
    assert [each.path for each in items if isinstance(each, Item)] == ["1", "1@x", "1@x (3)", "4"]


def test_a_large_message_is_read_from_the_file(path: Path, options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "LARGEST_IN_MEMORY", 10)
    path.write_bytes(FROM + b"A: 0\n\n\n" + FROM + b"A: 1\n\n0123456789\n\n" + FROM + b"A: 2\n")
    read = Mbox(f"mbox:{path}", options()).read(FOLDER)
    next(read)
    item = next(read)
    assert isinstance(item, Item)
    assert item.size == 18
    with item.open() as stream:
        assert stream.seekable()
        assert stream.readable()
        assert stream.read() == b"A: 1\n\n0123456789\n\n"
        assert stream.seek(-5, os.SEEK_END) == 13
        assert stream.read(3) == b"789"
        assert stream.seek(2, os.SEEK_CUR) == 18
        assert stream.read() == b""
    assert stream.closed


def test_a_huge_mbox_takes_little_memory(path: Path, options: Options) -> None:
    line = b"x" * 75 + b"\n"
    with path.open("wb") as file:
        file.write(FROM + b"A: 0\n\n")
        for _ in range(100):
            file.write(line * 14000)
        file.write(b"\n" + FROM + b"A: 1\n\nlast\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = 0
    for each in Mbox(f"mbox:{path}", options()).read(FOLDER):
        assert isinstance(each, Item)
        with each.open() as stream:
            while piece := stream.read(1 << 20):
                seen += len(piece)
    assert seen == path.stat().st_size - 2 * len(FROM)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10


def test_since_goes_on_where_the_last_reading_ended(path: Path, options: Options) -> None:
    path.write_bytes(FROM + b"A: 1\n\n1\n\n")
    target = Mbox(f"mbox:{path}", options())
    assert target.cursor(FOLDER) is None
    assert len(list(target.read(FOLDER))) == 1
    cursor = target.cursor(FOLDER)
    assert list(target.read(FOLDER, cursor)) == [Unchanged("1")]
    assert target.cursor(FOLDER, {"1"}) is None
    with path.open("ab") as file:
        file.write(FROM + b"A: 2\n\n2\n\n")
    assert [each.path for each in target.read(FOLDER, cursor) if isinstance(each, Item)] == ["2"]


@pytest.mark.parametrize(
    "data",
    [
        FROM + b"A: 3\n\n1\n\n" + FROM + b"A: 2\n",
        FROM + b"A: 1\n",
        FROM + b"A: 1\n\n1\n\nmore of the first\n" + FROM + b"A: 2\n",
    ],
    ids=["another", "shorter", "longer-message"],
)
def test_since_begins_anew_when_the_file_is_not_the_one_that_was_read(
    data: bytes, path: Path, options: Options
) -> None:
    path.write_bytes(FROM + b"A: 1\n\n1\n\n")
    target = Mbox(f"mbox:{path}", options())
    list(target.read(FOLDER))
    path.write_bytes(data)
    first = next(target.read(FOLDER, target.cursor(FOLDER)))
    assert isinstance(first, Item)
    assert first.path == "1"


@pytest.mark.parametrize("cursor", ["", "2:1:1:x", "1:x:1:y", "nonsense"])
def test_a_cursor_that_means_nothing_begins_anew(cursor: str, path: Path, options: Options) -> None:
    path.write_bytes(FROM + b"A: 1\n\n1\n\n")
    assert len(list(Mbox(f"mbox:{path}", options()).read(FOLDER, cursor))) == 1


def test_mail_that_arrives_while_the_file_is_read_is_told(path: Path, options: Options) -> None:
    path.write_bytes(FROM + b"A: 1\n\n1\n\n")
    target = Mbox(f"mbox:{path}", options())
    read = target.read(FOLDER)
    next(read)
    with path.open("ab") as file:
        file.write(FROM + b"A: 2\n\n2\n\n")
    skipped = list(read)[-1]
    assert isinstance(skipped, Skipped)
    assert (skipped.location.unit, skipped.location.item) == ("post.mbox", None)
    assert skipped.reason == "changed while reading"
    assert target.cursor(FOLDER) is None


def test_a_message_asked_for_too_late_is_an_error(path: Path, options: Options) -> None:
    path.write_bytes(FROM + b"A: 1\n\n1\n\n")
    (item,) = list(Mbox(f"mbox:{path}", options()).read(FOLDER))
    assert isinstance(item, Item)
    with pytest.raises(OSError, match="vanished"):
        item.open()


def test_another_kind_of_file_is_told(path: Path, options: Options) -> None:
    path.write_bytes(b"\0\1\2" * 100)
    (skipped,) = Mbox(f"mbox:{path}", options()).read(FOLDER)
    assert isinstance(skipped, Skipped)
    assert (skipped.reason, skipped.detail) == ("unknown format", "doesn't begin with a “From ” line")


def test_check(path: Path, options: Options) -> None:
    path.write_bytes(FROM)
    access = Mbox(f"mbox:{path}", options()).check()
    assert (access.readable, access.could_write, access.problems) == (1, True, ())


def test_globs(path: Path, options: Options, everything: Everything) -> None:
    path.write_bytes(FROM + b"Message-ID: <1@x>\n\n\n" + FROM + b"Message-ID: <2@y>\n\n\n")
    assert [each[0] for each in everything(Mbox(f"mbox:{path}", options(exclude=("*@x",))))["post.mbox"]] == ["2@y"]
    assert everything(Mbox(f"mbox:{path}", options(exclude=("post.mbox",)))) == {}


def test_what_is_no_file(tmp_path: Path, options: Options) -> None:
    with pytest.raises(TargetError, match=r"is a directory; an mbox is one file$"):
        Mbox(f"mbox:{tmp_path}", options()).check()
    with pytest.raises(TargetError, match=r"^there is no .*/gone; check the path$"):
        list(Mbox(f"mbox:{tmp_path}/gone", options()).units())
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(TargetError, match="is a named pipe"):
        list(Mbox(f"mbox:{tmp_path}/fifo", options()).read(FOLDER))


def test_mail_is_never_a_sample(path: Path, options: Options) -> None:
    target = Mbox(f"mbox:{path}", options(sample=1))
    assert target.sampled(FOLDER) is False
    target.close()
