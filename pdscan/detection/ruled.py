"""What a column rule says of many cells of one width: each different text is judged once, however many cells hold it.

>>> rule = ColumnRule(look=lambda _data, starts, _ends: starts >= 0, validate=lambda text: None)
>>> cells = np.array([list(b"Jan"), list(b"Mia"), list(b"Jan")], dtype=np.uint8)
>>> judged = {"Jan": Verdict("jan", 0.5, proves=True), "Mia": None}
>>> many = ruled(rule, cells, judged.__getitem__)
>>> many.kind.tolist(), many.verdicts[0].confidence, many.values[2].tobytes()
([0, -1, 0], 0.5, b'jan')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import NO_CANDIDATE, UNSURE, ColumnRule, Many


def ruled(rule: ColumnRule, texts: NDArray[np.uint8], judge: Callable[[str], Verdict | None]) -> Many:
    """What a rule says of cells (n × width, ASCII).

    :param judge: what the rule says of one text.
    """
    width = texts.shape[1]
    starts = np.arange(len(texts)) * width
    cells = np.flatnonzero(rule.look(texts.tobytes(), starts, starts + width))
    different, which = np.unique(texts[cells].view(np.dtype((np.void, width))).ravel(), return_inverse=True)
    kinds: list[Verdict] = []
    judged = [judge(text.tobytes().decode()) for text in different]
    numbers = np.array([_kind(verdict, kinds) for verdict in judged], dtype=np.int16)
    values = _padded([verdict.value if verdict is not None else "" for verdict in judged])
    kind = np.full(len(texts), NO_CANDIDATE, dtype=np.int16)
    every = np.zeros((len(texts), values.shape[1]), dtype=np.uint8)
    if len(cells):
        kind[cells], every[cells] = numbers[which], values[which]
    return Many(kind, tuple(kinds), every)


def _kind(verdict: Verdict | None, kinds: list[Verdict]) -> int:
    """The place of a verdict among those that differ in more than the value; a new one is put there."""
    if verdict is None:
        return NO_CANDIDATE
    if verdict.span is not None or verdict.contains or not (verdict.value and verdict.value.isascii()):
        return UNSURE
    plain = replace(verdict, value="")
    if plain not in kinds:
        kinds.append(plain)
    return kinds.index(plain)


def _padded(values: list[str]) -> NDArray[np.uint8]:
    """ASCII values as the rows of an array, padded with zeros."""
    rows = np.array([value.encode("ascii", "replace") for value in values] or [b""], dtype=np.bytes_)
    return rows.view(np.uint8).reshape(len(rows), rows.dtype.itemsize)
