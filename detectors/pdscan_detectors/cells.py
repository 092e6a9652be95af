"""Arithmetic on whole columns: cells of one width, as arrays of their characters (n × width, uint8).

>>> cells = rows(b"06-12345678", b"06-87654321")
>>> of_shape(cells, "99-99999999").tolist(), of_shape(cells, "9999-999999").tolist()
([True, True], [False, False])
>>> number(cells[:, 3:7]).tolist()
[1234, 8765]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_KINDS = {"9": (48, 57), "A": (65, 90), "a": (97, 122)}


def rows(*texts: bytes) -> Cells:
    """Texts of one width as cells."""
    return np.array([list(text) for text in texts], dtype=np.uint8)


def of_shape(cells: Cells, shape: str) -> Mask:
    """Which cells look so: 9 is any digit, A a capital, a another letter, and every other character itself."""
    mask = np.full(len(cells), cells.shape[1] == len(shape))
    if cells.shape[1] == len(shape):
        for place, kind in enumerate(shape):
            low, high = _KINDS.get(kind, (ord(kind), ord(kind)))
            mask &= (cells[:, place] >= low) & (cells[:, place] <= high)
    return mask


def number(digits: Cells) -> NDArray[np.int64]:
    """The number that each row's digits (as characters) make."""
    total = np.zeros(len(digits), dtype=np.int64)
    for place in range(digits.shape[1]):
        total = total * 10 + (digits[:, place].astype(np.int64) - 48)
    return total


def one_of(cells: Cells, texts: frozenset[str]) -> Mask:
    """Which cells are one of these texts."""
    mask = np.zeros(len(cells), dtype=np.bool_)
    for text in texts:
        if len(text) == cells.shape[1]:
            mask |= (cells == np.frombuffer(text.encode(), dtype=np.uint8)).all(axis=1)
    return mask


def alike(cells: Cells) -> Mask:
    """Which cells are one character over and over."""
    mask: Mask = (cells == cells[:, :1]).all(axis=1)
    return mask


def grouped(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of each group of equal rows, and the group of each row."""
    whole = np.ascontiguousarray(cells).view(f"S{cells.shape[1]}").ravel()
    _, first, group = np.unique(whole, return_index=True, return_inverse=True)
    return first, group
