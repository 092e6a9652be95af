"""A mail server that means harm, or is broken, costs a little time and memory, and is told."""

from __future__ import annotations

import itertools
import re
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from pdscan.errors import TargetError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import TargetOptions
from pdscan_targets import imap_client
from pdscan_targets.imap import Imap
from tests.services.hostile_imap import speaking

UNIT = Unit("INBOX", "mail folder")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that stay away, or say nothing, are not waited for."""
    monkeypatch.setattr("pdscan_targets.imap_connection.WAITS", (0.01,))
    monkeypatch.setattr(imap_client, "SILENT_SECONDS", 1.0)


def target(port: int, settings: str = "") -> Imap:
    return Imap(f"imap://jan@127.0.0.1:{port}/{settings}", TargetOptions(system="s", password=lambda: "geheim"))


def read(port: int) -> list[Any]:
    """What reading the folder gives: the content of messages, the reason and detail of skips."""
    return [_seen(each) for each in target(port).read(UNIT)]


def _seen(each: Item | Skipped) -> Any:
    if isinstance(each, Skipped):
        return each.location.item, each.reason, each.detail
    with each.open() as stream:
        return stream.read()


def test_a_server_that_does_what_it_should() -> None:
    """So that what is told below comes of what the script changes."""
    with speaking() as port:
        assert [unit.name for unit in target(port).units() if isinstance(unit, Unit)] == ["INBOX"]
        assert read(port) == [b"hoi\n", b"hee\n"]


def endless_lines(_: str) -> Iterator[bytes]:
    yield b"* SEARCH "
    yield from itertools.repeat(b"1 " * 50_000)


def endless_answers(_: str) -> Iterator[bytes]:
    yield from itertools.repeat((b"* OK still searching" + b"." * 2000 + b"\r\n") * 50)


@pytest.mark.parametrize("answer", [endless_lines, endless_answers, b"* SEARCH {99999999999}\r\n"])
def test_a_list_without_end(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdscan_targets.imap.LARGEST_SEARCH", 4 << 20)
    tracemalloc.start()
    with speaking(UID_SEARCH=answer) as port:
        assert read(port) == [(None, "unreachable", "the connection breaks (Endless)")]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20


def test_a_message_without_end() -> None:
    """Each is fetched with the others, then by itself; the one that is larger than it said is skipped."""
    with speaking(**{"UID FETCH (BODY": b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n" + b"x" * 1000}) as port:
        found = read(port)
    assert found == [
        ("1", "unreachable", "the connection breaks with it (Endless)"),
        ("2", "unreachable", "the connection breaks with it (Endless)"),
    ]


def test_pieces_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says 30 bytes, and has another piece whenever it is asked; the first is the head of the message."""
    monkeypatch.setattr("pdscan_targets.imap_messages.BATCH_SIZE", 10)

    def piece(command: str) -> Iterator[bytes]:
        asked = re.search(r"<(\d+)\.(\d+)>", command)
        assert asked
        place, size = int(asked[1]), int(asked[2])
        yield b"* 1 FETCH (UID 1 BODY[]<%d> {%d}\r\n%s)\r\n%%t OK done\r\n" % (place, size, b"x" * size)

    with speaking(**{"UID FETCH (BODY": piece}) as port:
        first = next(iter(target(port).read(UNIT)))
        assert isinstance(first, Item)
        with first.open() as stream, pytest.raises(OSError, match="the server sends more than it said"):
            stream.read()


def test_a_byte_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_client, "_SLOWEST", 1 << 30)

    def drip(_: str) -> Iterator[bytes]:
        for byte in itertools.cycle(b"* SEARCH 1 "):
            time.sleep(0.05)
            yield bytes([byte])

    began = time.monotonic()
    with speaking(UID_SEARCH=drip) as port:
        assert read(port) == [(None, "unreachable", "the connection breaks (Endless)")]
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 1 RFC822.SIZE\r\n%t OK done\r\n",
        b"* 1 FETCH (UID een RFC822.SIZE 3)\r\n%t OK done\r\n",
        b"* 1 FETCH\r\n%t OK done\r\n",
        b"+ wat?\r\n",
        b"\xff\xfe\r\n",
    ],
)
def test_answers_that_make_no_sense(answer: bytes) -> None:
    with speaking(**{"UID FETCH (RFC822.SIZE": answer}) as port:
        ((item, reason, _),) = read(port)
    assert (item, reason) == (None, "unreachable")


def test_messages_that_went_away_meanwhile() -> None:
    one = b"* 1 FETCH (UID 1 RFC822.SIZE 30)\r\n* 2 FETCH (UID 2 RFC822.SIZE 30)\r\n%t OK done\r\n"
    with speaking(
        **{"UID FETCH (BODY": b"* 2 FETCH (UID 2 BODY[] NIL)\r\n%t OK done\r\n", "UID FETCH (RFC822.SIZE": one}
    ) as port:
        assert read(port) == [("1", "vanished", ""), ("2", "vanished", "")]
    with speaking(**{"UID FETCH (RFC822.SIZE": b"%t OK done\r\n"}) as port:
        assert read(port) == [("1", "vanished", ""), ("2", "vanished", "")]


def test_messages_that_are_refused() -> None:
    with speaking(**{"UID FETCH (BODY": b"%t NO [SERVERBUG] Internal error for jan@example.nl\r\n"}) as port:
        assert read(port) == [("1", "refused", "SERVERBUG"), ("2", "refused", "SERVERBUG")]


def test_a_name_that_would_be_a_command() -> None:
    name = b'x"\r\na1 DELETE INBOX'
    with speaking(LIST=b'* LIST () "/" {%d}\r\n%s\r\n%%t OK done\r\n' % (len(name), name)) as port:
        (skipped,) = target(port).units()
        assert isinstance(skipped, Skipped)
        assert (skipped.location.unit, skipped.reason) == ('x"\\x0d\\x0aa1 DELETE INBOX', "wrong encoding")


def test_names_that_are_no_names_and_names_that_look_alike() -> None:
    listed = b'* LIST (\\Noselect) "/" top\r\n* LIST () "/" "a/b"\r\n* LIST () "." a.b\r\n* LIST () NIL 2024\r\n'
    with speaking(LIST=listed + b'* LIST () "/" "R&D"\r\n%t OK done\r\n') as port:
        assert list(target(port)._found()) == ["2024", "R&D", "a.b", "a/b"]


def test_no_password_without_tls() -> None:
    with speaking() as port, pytest.raises(TargetError, match=r"offers no TLS \(STARTTLS\), and no password is sent"):
        target(port, "?tls=on").check()


def test_a_server_that_is_none() -> None:
    told = pytest.raises(TargetError, match="what answers there is no mail server; check host and port")
    with speaking(**{"": b"220 mail.example.nl ESMTP\r\n"}) as port, told:
        target(port).check()


def test_what_a_server_does_not_say_is_remarked_on() -> None:
    with speaking() as port:
        access = target(port).check()
    assert (access.readable, access.could_write) == (1, True)
    assert access.remarks == (
        "the server doesn't say what this account may do; it is taken for its owner's, who may do everything",
    )
