"""Discrepancies that are one matter to a reader: the same kind, category, service and row of the statement.

One column of numbers kept too long in four hundred tables is one thing to decide, not four hundred.
A group keeps its discrepancies apart, but tells the statement's side once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan.model import Discrepancy, Finding, Kind, Location, Severity, State

if TYPE_CHECKING:
    from pdscan.protocols import ReportView
    from pdscan.register import Entry, Register

SEVERITIES = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
"""The worst first."""

_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}
_KINDS = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Group:
    """Discrepancies alike in all but their place; `entries` are the statement's rows that they are about.

    What concerns the statement alone, and has no place, is grouped by its reason: then each discrepancy has a row of
    its own, and `category` and `service` are None.  `system` is None where the group spans systems.
    """

    severity: Severity
    kind: Kind
    explanation: str
    category: str | None
    service: str | None
    entries: tuple[Entry, ...]
    discrepancies: tuple[Discrepancy, ...]
    system: str | None = None

    @property
    def count(self) -> int:
        """How many matches the group is about."""
        return sum(discrepancy.count for discrepancy in self.discrepancies)


def standing(view: ReportView) -> tuple[Discrepancy, ...]:
    """The discrepancies that there are now."""
    return tuple(each for each in view.discrepancies if each.state is not State.GONE)


def gone(view: ReportView) -> tuple[Discrepancy, ...]:
    """The discrepancies of an earlier scan that there are no more."""
    return tuple(each for each in view.discrepancies if each.state is State.GONE)


def grouped(
    discrepancies: Iterable[Discrepancy], register: Register | None, *, by_system: bool = False
) -> tuple[Group, ...]:
    """The discrepancies in groups: the most severe first, then (`by_system`) by system, then by number of matches."""
    entries = {entry.id: entry for entry in register.entries} if register else {}
    together: dict[tuple[object, ...], list[Discrepancy]] = {}
    for each in discrepancies:
        system = each.location.system if by_system and each.location else None
        alike = (_category(each), _service(each), concerned(each)) if each.location else ()
        together.setdefault((each.severity, system, each.kind, each.explanation, *alike), []).append(each)
    groups = (_group(tuple(sorted(members, key=_by_size)), entries, by_system) for members in together.values())
    return tuple(sorted(groups, key=_by_weight))


def concerned(discrepancy: Discrepancy) -> tuple[str, ...]:
    """The ids of the statement's rows that a discrepancy is about: where one row sets the term, that row alone."""
    if discrepancy.entry and discrepancy.kind in (Kind.OVER_RETAINED, Kind.RETENTION_UNKNOWN):
        return (discrepancy.entry,)
    first = (discrepancy.entry,) if discrepancy.entry else ()
    return tuple(dict.fromkeys(first + discrepancy.entries))


def by_severity(discrepancies: Iterable[Discrepancy]) -> Counter[Severity]:
    """How many discrepancies there are of each severity."""
    return Counter(each.severity for each in discrepancies)


def findings_by_place(view: ReportView) -> Mapping[tuple[Location, str], Finding]:
    """Every finding by its location and entity, to show beside a discrepancy."""
    return {(finding.location, finding.entity): finding for finding in view.findings}


def _group(members: tuple[Discrepancy, ...], entries: Mapping[str, Entry], by_system: bool) -> Group:
    first = members[0]
    names = dict.fromkeys(name for each in members for name in concerned(each))
    return Group(
        severity=first.severity,
        kind=first.kind,
        explanation=first.explanation,
        category=_category(first) if first.location else None,
        service=_service(first) if first.location else None,
        entries=tuple(entries[name] for name in names if name in entries),
        discrepancies=members,
        system=first.location.system if by_system and first.location else None,
    )


def _category(discrepancy: Discrepancy) -> str | None:
    return discrepancy.category or discrepancy.entity


def _service(discrepancy: Discrepancy) -> str | None:
    """The service that a discrepancy depends on; what is declared nowhere depends on none."""
    return None if discrepancy.kind is Kind.UNDECLARED else discrepancy.service


def _by_size(discrepancy: Discrepancy) -> tuple[object, ...]:
    where = discrepancy.location
    named = str(where) if where else discrepancy.service or ""
    return (-discrepancy.count, named, discrepancy.entity or "", discrepancy.entry or "", discrepancy.id)


def _by_weight(group: Group) -> tuple[object, ...]:
    return (
        _ORDER[group.severity],
        group.system is None,
        group.system or "",
        -group.count,
        _KINDS[group.kind],
        group.category or "",
        group.service or "",
        group.explanation,
        tuple(entry.id for entry in group.entries),
    )
