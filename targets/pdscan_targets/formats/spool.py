"""Streams that can go back, for formats whose directory stands at the end; and a look at how a stream begins."""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO, cast

IN_MEMORY = 16 << 20
"""What is longer goes to a temporary file: unlinked from the start, readable by this process alone."""


def peeked(stream: BinaryIO, size: int) -> bytes:
    """The first bytes of a stream that has not been read yet, without reading them."""
    if isinstance(stream, io.BufferedReader):
        return stream.peek(size)[:size]
    head = stream.read(size)
    stream.seek(0)
    return head


def seekable(stream: BinaryIO) -> AbstractContextManager[BinaryIO]:
    """The stream itself when it can seek, else a copy of it that is gone when the context ends."""
    if stream.seekable():
        return nullcontext(stream)
    copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller's context closes it
    shutil.copyfileobj(stream, copy, 1 << 20)
    copy.seek(0)
    return cast(AbstractContextManager[BinaryIO], copy)


def whole(stream: BinaryIO, most: int) -> bytes | None:
    """All of a stream, for libraries that can't read one; None when it is longer than `most`.

    Read by pieces: a buffered stream that is asked for much at once takes that much memory, however little there is.
    """
    pieces = io.BytesIO()
    while piece := stream.read(1 << 20):
        pieces.write(piece)
        if pieces.tell() > most:
            return None
    return pieces.getvalue()
