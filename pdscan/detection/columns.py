"""Is this column what its values look like?  A verdict over the whole column, not value by value.

One nine-digit number in eleven passes the BSN's test by chance.  A million order numbers are therefore not
ninety thousand BSNs, and a column in which nearly all pass is a column of BSNs, whatever its name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SURE = 1e-6
"""The verdict asks that chance alone would give this share of valid values no more often than this."""
CLEAR = 0.5
"""… and that at least this part of the values that chance can't explain is valid."""
FEWEST = 4
LABELLED_CEILING = 0.4
"""What is left of a labelled value in a column that looks like chance: possible, not likely."""
SHAPE_SHARE, SHAPE_FEWEST = 0.9, 20


@dataclass(slots=True)
class Tally:
    """Of the `filled` cells of a column, `shaped` wholly have the shape of an entity and `valid` pass its check."""

    filled: int = 0
    shaped: int = 0
    valid: int = 0

    def add(self, other: Tally) -> None:
        """Count another part of the same column."""
        self.filled += other.filled
        self.shaped += other.shaped
        self.valid += other.valid


def tail(valid: int, shaped: int, chance: float) -> float:
    """The probability that at least `valid` of `shaped` values pass by chance (upper tail of the binomial).

    By exact summation for small numbers and by Chernoff's bound beyond.

    >>> tail(0, 10, 0.1), round(tail(2, 3, 0.5), 6)
    (1.0, 0.5)
    >>> tail(90_909, 1_000_000, 1 / 11) > 0.1, tail(900_000, 1_000_000, 1 / 11) < 1e-9
    (True, True)
    """
    if valid <= 0 or chance >= 1:
        return 1.0
    share = valid / shaped
    if share <= chance:
        return 1.0
    if shaped > 1_000:
        divergence = share * math.log(share / chance)
        if share < 1:
            divergence += (1 - share) * math.log((1 - share) / (1 - chance))
        return math.exp(-shaped * divergence)
    logs = math.log(chance), math.log1p(-chance)
    return min(
        1.0,
        sum(math.exp(_log_choose(shaped, k) + k * logs[0] + (shaped - k) * logs[1]) for k in range(valid, shaped + 1)),
    )


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


@dataclass(frozen=True, slots=True)
class ColumnVerdict:
    """What a column does to the confidence of the values in it."""

    share: float
    lift: float
    ceiling: float
    labelled_ceiling: float = LABELLED_CEILING

    def applied(self, confidence: float, *, labelled: bool = False) -> float:
        """The confidence in this column; a label keeps a value from falling below what is merely possible."""
        ceiling = max(self.ceiling, self.labelled_ceiling if labelled else 0.0)
        return min(confidence + (1 - confidence) * self.lift, ceiling)

    @property
    def reason(self) -> str:
        """The code that stands in a match's reasons."""
        return f"column:{self.share:.2f}"


NO_VERDICT = ColumnVerdict(0.0, 0.0, 1.0)


def verdict(
    tally: Tally, chance: float, column_confidence: float, *, labelled_ceiling: float = LABELLED_CEILING
) -> ColumnVerdict:
    """The verdict on a column.

    `chance` and `column_confidence` are the detector's.  Below `FEWEST` values there is no verdict.  What has no
    checksum can't be disproved under its own label: its `labelled_ceiling` is 1.

    >>> verdict(Tally(1000, 1000, 995), 1 / 11, 0).applied(0.3) > 0.95
    True
    >>> verdict(Tally(1000, 1000, 93), 1 / 11, 0).applied(0.3)
    0.1
    >>> verdict(Tally(2, 2, 2), 1 / 11, 0) is NO_VERDICT
    True
    """
    if tally.shaped < FEWEST:
        return NO_VERDICT
    if chance >= 1:
        if column_confidence and tally.filled >= SHAPE_FEWEST and tally.valid >= SHAPE_SHARE * tally.filled:
            return ColumnVerdict(tally.valid / tally.filled, column_confidence, 1.0)
        return NO_VERDICT
    share = tally.valid / tally.shaped
    explained = (share - chance) / (1 - chance)
    if explained >= CLEAR and tail(tally.valid, tally.shaped, chance) <= SURE:
        return ColumnVerdict(share, 0.95 * explained, 1.0)
    if explained < 0.1 and (1 - chance) ** tally.shaped < SURE**0.5:
        return ColumnVerdict(share, 0.0, 0.1, labelled_ceiling)
    return NO_VERDICT
