"""What an earlier scan found in the items of a unit that are the same, beside what this one found in the others.

Nested items belong to the item that they are in: what was found in `a.zip!/b.txt` is taken over with `a.zip`.

>>> item_of("a.zip!/x!/b.txt", {"a.zip"}), item_of("b.zip!/c.txt", {"a.zip"}), item_of(None, {"a.zip"})
('a.zip', None, None)
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from pdscan.engine.work import UnitResult
from pdscan.store import UnitRecord

_NESTED = "!/"


def taken_over(result: UnitResult, earlier: UnitRecord) -> UnitResult:
    """The result of a unit, with what the earlier scan found in the items that were kept."""
    kept = set(result.kept)
    by_item = {path: read for path, read in earlier.by_item.items() if path in kept}
    return replace(
        result,
        findings=(*(each for each in earlier.findings if item_of(each.location.item, kept)), *result.findings),
        skipped=(*(each for each in earlier.skipped if item_of(each.location.item, kept)), *result.skipped),
        items=result.items + len(by_item),
        rows=result.rows + sum(rows for rows, _ in by_item.values()),
        bytes=result.bytes + sum(size for _, size in by_item.values()),
        by_item={**by_item, **result.by_item} if result.cursor else {},
        kept=(),
    )


def item_of(path: str | None, items: Container[str]) -> str | None:
    """Which of some items a path is, or lies in; None when none of them."""
    while path and path not in items:
        path = path.rpartition(_NESTED)[0]
    return path or None
