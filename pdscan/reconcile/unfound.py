"""What the register declares and the scan did not find: gone from the systems, or never looked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdscan.model import Binding, Discrepancy, Finding, Kind, ScanResult
from pdscan.reconcile.assignment import Assignment, names_system
from pdscan.reconcile.declared import sensitivity
from pdscan.reconcile.found import is_likely
from pdscan.reconcile.identity import identify
from pdscan.reconcile.services import same_service
from pdscan.reconcile.severity import severity
from pdscan.reconcile.unread import is_whole
from pdscan.register import Entry
from pdscan.vocabulary import category_of, covers


@dataclass(frozen=True, slots=True)
class Seen:
    """How often each category was found, by service (as `same_service` spells it), and at all.

    `likely` and `possible` count by service, `anywhere` over all places, bound or not.
    """

    likely: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    possible: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    anywhere: Counter[str] = field(default_factory=Counter)


def seen(findings: Iterable[Finding], assignment: Assignment, threshold: float) -> Seen:
    """What was found for each service, uncertain matches apart and test values left out."""
    result = Seen()
    for finding in findings:
        likely = is_likely(finding, threshold)
        number = finding.count if likely else finding.count + finding.possible - finding.test
        if number <= 0:
            continue
        if likely:
            result.anywhere[finding.category] += number
        for service in assignment.at(finding.location).services:
            by_service = result.likely if likely else result.possible
            by_service[same_service(service)][finding.category] += number
    return result


def unfound(
    entries: Iterable[Entry],
    bindings: Sequence[Binding],
    scan: ScanResult,
    found: Seen,
    recognisable: Collection[str] | None,
) -> Iterator[Discrepancy]:
    """One for each entry of which nothing was found in the places of its service.

    :param recognisable: the entities, or categories, that the scan's detectors recognise; None: all.
    """
    known = None if recognisable is None else frozenset(map(category_of, recognisable))
    for entry in entries:
        service = same_service(entry.service)
        if any(covers(entry.categories, category) for category in found.likely[service]):
            continue
        bound = [binding for binding in bindings if same_service(binding.service) == service]
        hidden = sorted(each for each in entry.categories if not _is_recognisable(each, known))
        reason, facts = _reason(entry, hidden, _reached(bound, scan))
        if reason:
            yield _discrepancy(Kind.NOT_COVERED, entry, f"not_covered.{reason}", facts)
        else:
            facts = {**facts, **_traces(entry, service, found)}
            yield _discrepancy(Kind.DECLARED_NOT_FOUND, entry, "declared_not_found", facts)


@dataclass(frozen=True, slots=True)
class _Reached:
    """The systems of a service: read whole, read in part, and not scanned at all."""

    whole: tuple[str, ...]
    partly: tuple[str, ...]
    unscanned: tuple[str, ...]


def _reached(bound: Iterable[Binding], scan: ScanResult) -> _Reached:
    systems = {coverage.system: coverage for coverage in scan.coverage}
    names: set[str] = set()
    unscanned: set[str] = set()
    for binding in bound:
        scanned = [system for system in systems if names_system(binding, system)]
        names.update(scanned)
        if not scanned:
            unscanned.add(binding.system)
    whole = {name for name in names if is_whole(systems[name], scan)}
    return _Reached(tuple(sorted(whole)), tuple(sorted(names - whole)), tuple(sorted(unscanned)))


def _is_recognisable(category: str, known: Collection[str] | None) -> bool:
    """Whether the category, or one that it covers, is among those that the scan's detectors recognise."""
    return known is None or any(covers((category,), each) for each in known)


def _reason(entry: Entry, hidden: list[str], reached: _Reached) -> tuple[str, dict[str, Any]]:
    """Why there is no verdict on an entry ("" where there is one), with the facts."""
    if not entry.categories:
        return "not_mapped", {}
    if len(hidden) == len(entry.categories):
        return "no_detector", {"categories": hidden}
    if not (reached.whole or reached.partly or reached.unscanned):
        return "no_binding", {}
    if not (reached.whole or reached.partly):
        return "not_scanned", {"unread": list(reached.unscanned)}
    if reached.partly or reached.unscanned:
        return "partly", {"unread": sorted(reached.partly + reached.unscanned)}
    if hidden:
        return "no_detector", {"categories": hidden}
    return "", {"systems": list(reached.whole)}


def _traces(entry: Entry, service: str, found: Seen) -> dict[str, Any]:
    """What speaks against “never found”: uncertain matches in its places, sure ones in other places."""
    possible = sum(number for category, number in found.possible[service].items() if covers(entry.categories, category))
    elsewhere = sum(number for category, number in found.anywhere.items() if covers(entry.categories, category))
    return {
        **({"possible": possible} if possible else {}),
        **({"elsewhere": elsewhere} if elsewhere else {}),
    }


def _discrepancy(kind: Kind, entry: Entry, explanation: str, facts: dict[str, Any]) -> Discrepancy:
    return Discrepancy(
        id=identify(kind, service=entry.service, entry=entry.id),
        kind=kind,
        severity=severity(kind, sensitivity(entry.categories)),
        service=entry.service,
        entry=entry.id,
        entries=(entry.id,),
        explanation=explanation,
        arguments={"declared": entry.data, **facts},
    )
