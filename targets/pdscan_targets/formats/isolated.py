"""Parsers that are not written in Python, run where they can do no harm: in a child process of their own.

A broken or hostile file can make such a parser ask for all memory, never end, or end the process.  The child is forked
for one file, has bounded memory and time, writes no words of the parser anywhere, and leaves no core dump.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import select
import signal
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

from pdscan.protocols import Limits, Problem

Made = TypeVar("Made")
"""What is made in the child: anything that can be sent."""

MEMORY = 2 << 30
"""Bytes of memory that a parser may take, beyond what the process has when it begins."""

STATISTICS = Path("/proc/self/statm")
"""Where Linux says how much memory a process has; elsewhere it isn't bounded."""

BROKEN = (OSError, EOFError, struct.error, zlib.error)
"""What libraries raise when a file is broken; the rest they should not raise."""

_SIZE = struct.Struct("<Q")
_END = b""


def isolated(decoding: Callable[[], Iterator[Made]], limits: Limits) -> Iterator[Made | Problem]:
    """What `decoding` gives, made in a child process; a problem when the child doesn't come to its end.

    The child reads streams at the same place as this process, which must not go on with them afterwards.
    Where processes can't be forked everything happens in this one.
    """
    if not hasattr(os, "fork"):
        yield from decoding()
        return
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _decode_and_exit(decoding, sending)
    os.close(sending)
    ended = False
    try:
        while frame := _frame(receiving, limits.seconds):
            yield pickle.loads(frame)  # noqa: S301 - written by our own child
        ended = True
    except TimeoutError:
        yield Problem("time limit", f"not decoded within {limits.seconds:.0f} seconds")
    except EOFError:
        ended, words = True, _last_words(child)
        child = 0
        yield Problem("parser failed", words)
    finally:
        os.close(receiving)
        if child:
            _reap(child, ended)


def _decode_and_exit(decoding: Callable[[], Iterator[object]], sending: int) -> NoReturn:
    """The whole life of the child."""
    try:
        confine()
        for each in decoding():
            _send(sending, each)
    except BaseException as error:  # noqa: BLE001 - a panic of the parser is no Exception
        _send(sending, _failure(error))
    finally:
        try:
            os.write(sending, _SIZE.pack(0))
        finally:
            os._exit(0)


def confine() -> None:
    """No output, no core dump, no interrupt but from the parent, and no more memory than a file should need."""
    import resource

    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if STATISTICS.exists():
        pages = int(STATISTICS.read_text().split()[0])
        wanted = pages * resource.getpagesize() + MEMORY
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _failure(error: BaseException) -> Problem:
    if isinstance(error, MemoryError):
        return Problem("too large", "needs more memory than is allowed")
    if isinstance(error, BROKEN):
        return Problem("damaged", "its library can make nothing of it")
    return Problem("parser failed", type(error).__name__)


def _send(sending: int, each: object) -> None:
    frame = pickle.dumps(each, pickle.HIGHEST_PROTOCOL)
    view = memoryview(_SIZE.pack(len(frame)) + frame)
    while view:
        view = view[os.write(sending, view) :]


def _frame(receiving: int, seconds: float) -> bytes:
    """What the child sent next; empty when it has come to its end.

    :raises TimeoutError: when it sends nothing for so long.
    :raises EOFError: when it is gone.
    """
    (size,) = _SIZE.unpack(_received(receiving, _SIZE.size, seconds))
    return _received(receiving, size, seconds) if size else _END


def _received(receiving: int, size: int, seconds: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        if not select.select([receiving], [], [], max(seconds, 0))[0]:
            raise TimeoutError
        piece = os.read(receiving, min(size - len(pieces), 1 << 20))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def _last_words(child: int) -> str:
    """How the child ended."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return f"the parser was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return "the parser ended too early"


def _reap(child: int, ended: bool) -> None:
    if not ended:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
