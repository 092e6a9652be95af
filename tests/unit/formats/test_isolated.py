"""Parsers in a child process: what comes back of them, and what of those that end badly."""

import ctypes
import os
import time

import pytest

from pdscan.model import TextChunk
from pdscan.protocols import Limits, Problem
from pdscan_targets.formats import isolated as isolated_module
from pdscan_targets.formats.isolated import isolated


def run(decoding, **limits):
    return list(isolated(decoding, Limits(**limits)))


def test_what_the_child_gives():
    chunks = [TextChunk(b"x" * size, field=str(size)) for size in (0, 1, 1 << 20, 5)]
    parent = os.getpid()

    def decoding():
        assert os.getpid() != parent
        yield from chunks

    assert run(decoding) == chunks
    assert run(lambda: iter(())) == []


class Panic(BaseException):
    pass


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (KeyError("111222333"), Problem("parser failed", "KeyError")),
        (Panic("111222333"), Problem("parser failed", "Panic")),
        (MemoryError(), Problem("too large", "needs more memory than is allowed")),
        (SystemExit(3), Problem("parser failed", "SystemExit")),
    ],
)
def test_an_error_is_a_problem(error, problem, capfd):
    def decoding():
        os.write(1, b"111222333")
        os.write(2, b"111222333")
        yield TextChunk(b"eerst")
        raise error

    assert run(decoding) == [TextChunk(b"eerst"), problem]
    assert capfd.readouterr() == ("", "")


def test_too_much_memory(monkeypatch):
    monkeypatch.setattr(isolated_module, "MEMORY", 64 << 20)

    def decoding():
        yield TextChunk(b"eerst")
        yield TextChunk(bytes(1 << 30))

    assert run(decoding)[-1] == Problem("too large", "needs more memory than is allowed")


def test_a_crash():
    def decoding():
        yield TextChunk(b"eerst")
        ctypes.string_at(0)

    assert run(decoding) == [TextChunk(b"eerst"), Problem("parser failed", "the parser was ended by SIGSEGV")]


def test_an_end_without_a_word():
    def decoding():
        yield TextChunk(b"eerst")
        os._exit(3)

    assert run(decoding) == [TextChunk(b"eerst"), Problem("parser failed", "the parser ended too early")]


def test_a_parser_that_never_ends():
    def decoding():
        yield TextChunk(b"eerst")
        time.sleep(60)

    begun = time.monotonic()
    assert run(decoding, seconds=0.3) == [TextChunk(b"eerst"), Problem("time limit", "not decoded within 0 seconds")]
    assert time.monotonic() - begun < 10


def test_nobody_is_left_behind():
    def decoding():
        while True:
            yield TextChunk(str(os.getpid()).encode())

    running = isolated(decoding, Limits())
    child = int(next(running).data)
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_where_processes_cannot_be_forked(monkeypatch):
    monkeypatch.delattr("os.fork")
    parent = os.getpid()

    def decoding():
        assert os.getpid() == parent
        yield TextChunk(b"x")

    assert run(decoding) == [TextChunk(b"x")]
