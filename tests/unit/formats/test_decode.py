"""The recursion over formats: what is recognised as what, which problem an error becomes, what limits do."""

import errno
import io
import os
import tarfile
import zlib
from datetime import UTC, date, datetime

import pytest

from pdscan.engine.budget import Budget, Exhausted, Metered, unreadable
from pdscan.engine.decode import Decoded, Decoder, recognise
from pdscan.errors import TargetError
from pdscan.model import Item, TextChunk
from pdscan.protocols import Limits, Problem


class Pretended:
    """A format of which a test says what it does."""

    media_types = ("text/x-pretended",)
    suffixes = ()

    def __init__(self, chunks, sure=1.0):
        self._chunks, self._sure = chunks, sure

    def recognises(self, head, name):
        return self._sure

    def chunks(self, stream, item, limits):
        yield from self._chunks(stream, item, limits)


def decoded(chunks, item=None, **limits):
    item = item or Item("a", lambda: io.BytesIO(b"x"), 1)
    return list(Decoder({"pretended": Pretended(chunks)}, Limits(**limits)).decode(item))


def raising(error):
    def chunks(stream, item, limits):
        yield TextChunk(b"eerst")
        raise error

    return chunks


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (RecursionError("111222333"), Problem("too deep", "nested deeper than the parser can go")),
        (MemoryError("111222333"), Problem("too large", "needs more memory than there is")),
        (OSError(errno.ENOSPC, "111222333"), Problem("too large", "no room to unpack it")),
        (EOFError("111222333"), Problem("damaged", "it breaks off")),
        (tarfile.ReadError("111222333"), Problem("damaged", "the archive breaks off, or is broken")),
        (zlib.error("111222333"), Problem("damaged", "what is packed in it is broken")),
        (UnicodeDecodeError("utf-8", b"111222333", 0, 1, "111222333"), Problem("damaged", "UnicodeDecodeError")),
        (KeyError("111222333"), Problem("parser failed", "KeyError")),
        (ModuleNotFoundError("111222333", name="zstandard"), Problem("needs a package", "zstandard")),
        (TargetError("111222333"), Problem("unreachable", "TargetError")),
    ],
)
def test_an_error_is_a_problem_without_its_words(error, problem):
    found = decoded(raising(error))
    assert [each.content for each in found] == [TextChunk(b"eerst"), problem]
    assert "111222333" not in repr(found)


def test_an_interrupt_is_no_problem():
    with pytest.raises(KeyboardInterrupt):
        decoded(raising(KeyboardInterrupt()))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "x"), "no permission"),
        (FileNotFoundError(errno.ENOENT, "x"), "vanished"),
        (IsADirectoryError(errno.EISDIR, "x"), "not a regular file"),
        (OSError(errno.EIO, "x"), "unreachable"),
        (OSError("x"), "unreachable"),
        (TargetError("x"), "unreachable"),
    ],
)
def test_an_item_that_cannot_be_opened_or_read(decode, error, reason):
    def refuse():
        raise error

    class Breaking(io.BytesIO):
        def read1(self, size=-1):
            raise error

    for item in (refuse, Breaking):
        (found,) = decode(item, "a.txt")
        assert found.content == Problem(reason, type(error).__name__)
    assert unreadable(error).reason == reason


def test_an_item_that_breaks_off_while_it_is_read(decode):
    class Breaking(io.BytesIO):
        def read1(self, size=-1):
            if self.tell() > 100_000:
                raise OSError(errno.ESTALE, "x")
            return super().read1(size)

    found = decode(lambda: Breaking(b"regel\n" * 100_000), "a.txt", block=1 << 15)
    assert found[0].content.data.startswith(b"regel\n")
    assert found[-1].content == Problem("vanished", "OSError")


def test_an_empty_item_gives_nothing(decode):
    assert decode(b"", "a.csv") == []


def test_a_sparse_file_is_told_at_once(decode, tmp_path):
    path = tmp_path / "sparse.bin"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 2 << 30)
    (found,) = decode(lambda: path.open("rb"), "sparse.bin")
    assert found.content == Problem("unknown format", "application/octet-stream")


@pytest.mark.parametrize(
    ("head", "detail"),
    [
        (b"8BPS\x00\x01" + bytes(40), "image/vnd.adobe.photoshop"),
        (bytes(range(256)), "application/octet-stream"),
        (b"\x7fELF\x02\x01\x01" + bytes(57), "application/octet-stream"),
    ],
)
def test_what_no_format_reads(decode, head, detail):
    (found,) = decode(head, "a.txt")
    assert found.content == Problem("unknown format", detail)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.txt", b"tekst", "text/plain"),
        ("a.pdf", b"naam;bsn\nx;111222333\ny;123456782\n", "text/csv"),
        ("a.csv", b'{"a": "b"}', "application/json"),
        ("a.csv", b"From: a@b.nl\nTo: c@d.nl\n\nx", "message/rfc822"),
        ("a.txt", b"<html>x", "text/html"),
        ("a.txt", b"-- MySQL dump\n", "application/sql"),
    ],
)
def test_content_decides_before_the_name(decode, name, data, media_type):
    assert decode(data, name)[0].item.media_type == media_type


def test_a_declared_media_type_helps_where_content_cannot_tell(formats):
    item = Item("x", io.BytesIO, media_type="message/rfc822")
    assert recognise(b"X-Een: a\n\nb", item, formats) is formats["message"]
    assert recognise(b"%PDF-1.7", item, formats) is formats["pdf"]
    assert recognise(bytes(99), Item("x", io.BytesIO, media_type="video/mp4"), formats) is None
    assert recognise(b"a", Item("x", io.BytesIO, media_type="text/plain"), formats) is formats["text"]


def test_the_surest_wins_and_of_equals_the_first_by_name():
    one, two, three = (Pretended(None, sure) for sure in (0.5, 0.9, 0.9))
    item = Item("x", io.BytesIO)
    assert recognise(b"x", item, {"c": one, "b": two, "a": three}) is three
    assert recognise(b"x", item, {"a": Pretended(None, 0.0)}) is None


def test_members_get_the_dates_of_their_container():
    day = datetime(2020, 2, 29, tzinfo=UTC)

    def chunks(stream, item, limits):
        if item.path == "a":
            yield TextChunk(b"eigen", recorded=date(2019, 1, 1))
            yield Item("b", lambda: io.BytesIO(b"x"))
        else:
            yield TextChunk(b"van de container")

    found = decoded(chunks, Item("a", lambda: io.BytesIO(b"x"), 1, modified=day, recorded=day))
    assert [each.content.recorded for each in found] == [date(2019, 1, 1), date(2020, 2, 29)]
    assert (found[1].path, found[1].item.path, found[1].item.modified) == ("a!/b", "a!/b", day)


def test_a_problem_names_its_member():
    def chunks(stream, item, limits):
        yield Problem("encrypted", "password needed", "map/b.txt")

    assert decoded(chunks)[0].path == "a!/map/b.txt"


def test_a_parser_that_swallows_the_limit():
    def chunks(stream, item, limits):
        if item.path != "a":
            while True:
                try:
                    stream.read(1 << 20)
                except Exception:  # noqa: BLE001
                    yield Problem("damaged", "swallowed")
                    return
        yield Item("b", lambda: io.BytesIO(bytes(50 << 20)))

    found = decoded(chunks)
    assert [(each.path, each.content.reason) for each in found] == [("a!/b", "too large")]


def test_text_that_grows_out_of_nothing_is_limited():
    def chunks(stream, item, limits):
        while True:
            yield TextChunk(b"x" * (1 << 20))

    found = decoded(chunks)
    assert len(found) == 33
    assert found[-1].content.reason == "too large"


def test_the_clock_stands_while_somebody_looks(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def chunks(stream, item, limits):
        for _ in range(5):
            now[0] += 1
            yield TextChunk(b"x")

    item = Item("a", lambda: io.BytesIO(b"x"), 1)
    seen = []
    for each in Decoder({"pretended": Pretended(chunks)}, Limits(seconds=3.5)).decode(item):
        now[0] += 100
        seen.append(each.content)
    assert seen == [TextChunk(b"x")] * 3 + [Problem("time limit", "not decoded within 4 seconds")]


def test_a_large_item_may_take_its_time():
    budget = Budget(Limits(seconds=1), None)
    budget.count(10 << 20, nested=False)
    assert budget.remaining().seconds == 11
    budget.count(1 << 20, nested=True)
    assert budget.remaining().expanded == (200 * 10 - 1) << 20
    with pytest.raises(Exhausted):
        budget.fail(Problem("vanished"))
    assert budget.problem == Problem("vanished")
    with pytest.raises(Exhausted):
        budget.check()


def test_a_metered_stream_that_cannot_seek():
    class Pipe(io.RawIOBase):
        def __init__(self, data):
            self._data = io.BytesIO(data)

        def read(self, size=-1):
            return self._data.read(min(size, 3))

    metered = Metered(Pipe(b"0123456789"), Budget(Limits(), None), nested=False)
    assert not metered.seekable()
    assert metered.head(5) == b"01234"
    assert metered.readable()
    assert io.BufferedReader(metered).read() == b"0123456789"
    with pytest.raises(io.UnsupportedOperation):
        metered.tell()
    again = Metered(io.BytesIO(b"abc"), Budget(Limits(), None), nested=True)
    assert (again.head(2), again.tell(), again.seek(1), again.read(5)) == (b"ab", 0, 1, b"bc")


def test_the_same_for_a_stream_that_cannot_seek(decode):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    assert [each.content.data for each in decode(lambda: Pipe(b"tekst"), "-")] == [b"tekst"]


def test_decoding_can_be_stopped(formats):
    closed = []

    class Watched(io.BytesIO):
        def close(self):
            closed.append(True)
            super().close()

    item = Item("a.txt", lambda: Watched(b"regel\n" * 100_000), 600_000)
    running = Decoder(formats, Limits(block=1000)).decode(item)
    assert isinstance(next(running), Decoded)
    running.close()
    assert closed


def test_without_limits_the_usual_ones_hold(formats):
    assert [each.content.data for each in Decoder(formats).decode(Item("a", lambda: io.BytesIO(b"x")))] == [b"x"]


def test_a_name_is_never_lost_in_its_container():
    def chunks(stream, item, limits):
        if item.path == "a":
            for _ in range(2):
                yield Item("\0deep", lambda: io.BytesIO(b"x"))
        else:
            yield TextChunk(b"x")

    assert [each.path for each in decoded(chunks)] == ["a!/�deep", "a!/�deep (2)"]
