"""Judging the cells of one column by a detector's column rule, without looking at a million of them in vain."""

from __future__ import annotations

from dataclasses import dataclass, field

from pdscan.model import Verdict
from pdscan.protocols import ColumnRule

PROBE = 1_000
"""So many cells of a column are always judged."""
HOPE = 0.2
"""The others only if this share of those proved something, or the column's name says so."""
REMEMBERED = 10_000
"""So many different values are judged once, however often they come."""


@dataclass(slots=True)
class CellJudge:
    """What has been seen of one column for one entity.  It depends on the order of its cells, not on its chunks.

    >>> from pdscan.model import Verdict
    >>> rule = ColumnRule(look=None, validate=lambda text: Verdict(text, 0.2, proves=False))
    >>> judge = CellJudge()
    >>> sum(judge.verdict("x", rule, labelled=False) is not None for _ in range(5_000))
    1000
    """

    judged: int = 0
    proven: int = 0
    known: dict[str, Verdict | None] = field(default_factory=dict, repr=False)

    @property
    def decided(self) -> bool:
        """Whether enough cells have been seen to tell what those to come are."""
        return self.judged >= PROBE

    @property
    def hopeless(self) -> bool:
        """Whether the cells to come are nothing, unless the column's name says so."""
        return self.decided and self.proven < HOPE * PROBE

    def verdict(self, text: str, rule: ColumnRule, *, labelled: bool) -> Verdict | None:
        """What a cell is worth; None where it is nothing, or where the column has shown itself to be something else."""
        if self.hopeless and not labelled:
            return None
        found = self.worth(text, rule)
        if self.judged < PROBE:
            self.judged += 1
            self.proven += found is not None and found.proves
        return found

    def worth(self, text: str, rule: ColumnRule) -> Verdict | None:
        """What the rule says of a cell, whatever the column has shown itself to be."""
        if text not in self.known:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[text] = rule.validate(text)
        return self.known[text]
