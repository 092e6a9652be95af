"""Byte offsets in a buffer → lines and characters in the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def lines_and_offsets(
    data: bytes, starts: NDArray[np.int64], line: int, offset: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    r"""The 1-based line and the 0-based character in it at which each start stands.

    >>> lines, offsets = lines_and_offsets("a;é;b\nc".encode(), np.array([0, 5, 7]), line=3, offset=10)
    >>> lines.tolist(), offsets.tolist()
    ([3, 3, 4], [10, 14, 0])

    :param data: UTF-8.
    :param starts: byte offsets, ascending.
    :param line: the line on which the data begins.
    :param offset: the character in that line at which the data begins.
    """
    buffer = np.frombuffer(data, dtype=np.uint8)
    breaks = np.flatnonzero(buffer == ord("\n"))
    after = np.searchsorted(breaks, starts)
    begins = np.concatenate([np.zeros(1, dtype=np.int64), breaks + 1])[after]
    offsets = starts - begins
    if not data.isascii():
        followers = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum((buffer & 0xC0) == 0x80)])
        offsets -= followers[starts] - followers[begins]
    return line + after, np.where(after == 0, offsets + offset, offsets)


def end_of(data: bytes, line: int, offset: int) -> tuple[int, int]:
    r"""The line and the character in it right after the data.

    >>> end_of(b"ab\nc", line=3, offset=10)
    (4, 1)
    """
    last = data.rfind(b"\n")
    tail = len(data[last + 1 :].decode("utf-8", "replace"))
    return line + data.count(b"\n"), tail if last >= 0 else offset + tail
