"""What a sample of a table's rows proves of the others.

Every row was as likely as any other to be among those that were read, so the share of rows that hold something follows
from what was found, within bounds that are wrong at most once in twenty times (Clopper and Pearson, 1934: exact, from
the binomial distribution; that rows are not read twice makes them only surer).  Of something that wasn't found this is
the rule of three: nothing in 10,000 rows is at most 3 in 10,000.

>>> within(0, 10_000)
(0.0, 0.0003)
>>> within(12, 10_000), within(10_000, 10_000)
((0.00062, 0.0021), (0.9997, 1.0))
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pdscan.model import Finding, Sample
from pdscan_reports.places import field_of, path_of
from pdscan_reports.wording import Words

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one finding in a sample: the share of the table's rows that hold such a thing is within two bounds."""

    finding: Finding
    least: float
    most: float


def within(found: int, rows: int) -> tuple[float, float]:
    """The least and the greatest share, rounded outwards to two digits.

    Where nothing was found, and where everything holds it, only one side is open.

    :param found: how many of the `rows` that were read hold it.
    """
    if rows <= 0:
        return 0.0, 1.0
    found = min(found, rows)
    miss = (1 - CONFIDENCE) / (1 if found in (0, rows) else 2)
    least = 0.0 if found == 0 else _where(lambda share: 1 - _below(found - 1, rows, share) >= miss)
    most = 1.0 if found == rows else _where(lambda share: _below(found, rows, share) <= miss)
    return round(1 - _up(1 - least), 9) if least > 0.5 else _down(least), _up(most)


def estimates(sample: Sample, findings: Iterable[Finding]) -> list[Estimate]:
    """What the findings in a sampled table say of all of it; those in files that it holds are counted apart."""
    place = (sample.location.system, sample.location.unit, None)
    own = [each for each in findings if (each.location.system, each.location.unit, each.location.item) == place]
    return [Estimate(each, *within(each.count, sample.rows)) for each in own if each.count]


def sentences(sample: Sample, findings: Iterable[Finding], words: Words) -> Iterator[str]:
    """The same in words: the table first, then each finding, then what was not found."""
    counts = {"rows": words.number(sample.rows), "population": words.number(sample.population)}
    yield words("samples.read", table=path_of(sample.location, 100), **counts)
    for each in estimates(sample, findings):
        yield words(
            "samples.found",
            entity=words.entity(each.finding.entity),
            field=field_of(each.finding.location),
            count=words.number(each.finding.count),
            least=words.fine_percent(each.least),
            most=words.fine_percent(each.most),
        )
    yield words("samples.absent", most=words.fine_percent(within(0, sample.rows)[1]))


def _below(found: int, rows: int, share: float) -> float:
    """The probability that at most `found` of `rows` hold what that share of all has."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    return 1 - _beta(found + 1, rows - found, share)


def _where(beyond: Callable[[float], bool]) -> float:
    """The share from which on something is so, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return high


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22, modified Lentz)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    c, d, fraction = 1.0, 0.0, 1.0
    for step in range(2_000):
        d = 1 / _not_zero(1 + _term(step, a, b, x) * d)
        c = _not_zero(1 + _term(step, a, b, x) / c)
        fraction *= c * d
        if step and abs(1 - c * d) < 1e-12:
            break
    return front * (fraction - 1)


def _term(step: int, a: float, b: float, x: float) -> float:
    half = step // 2
    if step == 0:
        return 1.0
    if step % 2 == 0:
        return half * (b - half) * x / ((a + step - 1) * (a + step))
    return -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))


def _not_zero(number: float) -> float:
    return number if abs(number) > 1e-300 else 1e-300


def _up(share: float) -> float:
    return min(1.0, _rounded(share, math.ceil))


def _down(share: float) -> float:
    return _rounded(share, math.floor)


def _rounded(share: float, how: Callable[[float], int]) -> float:
    """To two digits that count."""
    if share <= 0:
        return 0.0
    digits = 1 - math.floor(math.log10(share))
    return round(how(round(share * 10.0**digits, 9)) / 10.0**digits, digits)
