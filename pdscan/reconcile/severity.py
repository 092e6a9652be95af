"""How bad a discrepancy is: by how sensitive the category is, how many values, and how long they are overdue.

A discrepancy starts at the sensitivity of its category and goes up or down by steps:

==========================  ==================================================================================
undeclared                  one up from 1,000 values on
undeclared_for_service      as sensitive as the category
over_retained               one down up to 31 days too long, one up beyond a year; one up from 1,000 values on
retention_unknown           one down; one up from 1,000 values on; never high
unassigned                  one down; one up from 1,000 values on; never high
conflicting_entries         one down
unlawful_ground             always high: the law forbids it
declared_not_found          always low
not_covered                 one down
==========================  ==================================================================================

>>> severity(Kind.OVER_RETAINED, Severity.MEDIUM, volume=12, days=400)
<Severity.HIGH: 'high'>
>>> severity(Kind.OVER_RETAINED, Severity.MEDIUM, volume=12, days=31)
<Severity.LOW: 'low'>
"""

from __future__ import annotations

from pdscan.model import Kind, Severity

MANY = 1_000
"""From so many values on it is a matter of many people, not of a stray record."""

SOON = 31
"""Up to so many days too long is a deletion that runs late, no policy that fails."""

YEAR = 365
"""Beyond so many days too long nobody can have meant to delete it."""

LEVELS = tuple(Severity)
"""From bad to worse."""

_NEVER_HIGH = frozenset({Kind.RETENTION_UNKNOWN, Kind.UNASSIGNED})
_ONE_DOWN = frozenset({Kind.RETENTION_UNKNOWN, Kind.UNASSIGNED, Kind.CONFLICTING_ENTRIES, Kind.NOT_COVERED})
_BY_VOLUME = frozenset({Kind.UNDECLARED, Kind.OVER_RETAINED, Kind.RETENTION_UNKNOWN, Kind.UNASSIGNED})
_ALWAYS = {Kind.UNLAWFUL_GROUND: Severity.HIGH, Kind.DECLARED_NOT_FOUND: Severity.LOW}


def severity(kind: Kind, sensitivity: Severity, *, volume: int = 0, days: int = 0) -> Severity:
    """How bad a discrepancy of this kind is, as the table above says.

    :param sensitivity: of its category.
    :param volume: how many values it is about, test values left out.
    :param days: by how many days the oldest is overdue.
    """
    if kind in _ALWAYS:
        return _ALWAYS[kind]
    level = LEVELS.index(sensitivity)
    if kind in _ONE_DOWN:
        level -= 1
    if kind in _BY_VOLUME and volume >= MANY:
        level += 1
    if kind is Kind.OVER_RETAINED:
        level += (days > YEAR) - (days <= SOON)
    highest = LEVELS.index(Severity.MEDIUM if kind in _NEVER_HIGH else Severity.HIGH)
    return LEVELS[max(0, min(level, highest))]
