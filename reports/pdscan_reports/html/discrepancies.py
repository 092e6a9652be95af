"""The page's section on discrepancies: the statement's own words beside what was found.

Long lists are kept readable and the page mailable: of each group a few places stand open and the
rest is folded, and beyond `PLACES` places or `GROUPS` groups the page says how many more there are and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan.model import Discrepancy, Finding, Kind, Location, Severity
from pdscan_reports import terms
from pdscan_reports.groups import SEVERITIES, Group, concerned, findings_by_place, gone, grouped, standing
from pdscan_reports.places import field_of, path_of, system_of
from pdscan_reports.sentences import (
    capital,
    group_advice,
    group_sentence,
    kinds_of,
    overdue,
    remarks,
    sentence,
)
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView
    from pdscan.register import Entry

PLACES, GROUPS, GONE = 5_000, 250, 500
"""The most places, groups and gone discrepancies on the page."""

OPEN, QUOTES = 6, 3
"""The places of a group that stand open, and the rows of the statement quoted beside one."""


Findings = Mapping[tuple[Location, str], Finding]


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a group's table: a place, and what was found there."""

    identity: str
    system: str
    path: str
    field: str
    entity: str
    masks: tuple[str, ...]
    count: str
    of: str
    oldest: str
    limit: str
    overdue: str
    state: str
    decision: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """One row of the statement in its own words; `ground_kind` is what the ground is called, where that differs."""

    service: str
    data: str
    retention: str
    responsible: str
    role: str
    ground: str
    ground_kind: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Declared:
    """One row of a group that concerns the statement alone: its words, and what there is to say of them."""

    quote: Quote | None
    said: str
    state: str
    decision: str


@dataclass(frozen=True, slots=True)
class Card:
    """One group on the page; `folded` places stand in a closed list, `missing` ones not on the page at all.

    `where` is the only place, where there is one.  `rows` are those of a group that concerns the statement alone;
    it has no places and no `quotes`.  With `by_end` its dates are those on which a service ended.
    """

    identity: str
    severity: Severity
    title: str
    what: str
    lead: str
    where: Place | None
    advice: tuple[str, ...]
    silence: str
    state: str
    decision: str
    quotes: tuple[Quote, ...]
    more_quotes: int
    places: tuple[Place, ...]
    folded: tuple[Place, ...]
    rows: tuple[Declared, ...]
    missing: int
    dated: bool
    by_end: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Cards by severity; `left_out` discrepancies have no card; `gone` ones are those of an earlier scan."""

    severities: tuple[tuple[Severity, int, tuple[Card, ...]], ...]
    left_out: int
    gone: tuple[Place, ...]
    missing_gone: int


def discrepancy_section(view: ReportView, words: Words) -> Section:
    """The cards of all discrepancies that stand, and the list of those that are gone."""
    groups = grouped(standing(view), view.register)
    findings = findings_by_place(view)
    room = PLACES
    cards: list[Card] = []
    for group in groups[:GROUPS]:
        shown = group.discrepancies[:room]
        if shown:
            room -= len(shown)
            cards.append(_card(len(cards) + 1, group, shown, findings, words))
    past = gone(view)
    listed = tuple(_place(each, findings, words, (words(f"kind.{each.kind.value}.title"),)) for each in past[:GONE])
    left_out = sum(len(group.discrepancies) for group in groups[len(cards) :])
    return Section(_by_severity(groups, cards), left_out, listed, len(past) - len(listed))


def quote(entry: Entry, words: Words) -> Quote:
    """A row of the statement, in its own words."""
    role, kind = entry.responsible.role, entry.ground.kind
    ground = words.either("ground", kind) if kind else ""
    return Quote(
        service=visible(entry.service),
        data=visible(entry.data, 1200),
        retention=terms.retention(entry, words),
        responsible=terms.responsible(entry, words) or words("statement.unsaid"),
        role=words.either("role", role) if role and entry.responsible.text else "",
        ground=terms.ground(entry, words) or words("statement.unsaid"),
        ground_kind="" if ground.lower() in terms.ground(entry, words).lower() else ground,
        line=entry.source.line,
    )


def _by_severity(groups: Sequence[Group], cards: Iterable[Card]) -> tuple[tuple[Severity, int, tuple[Card, ...]], ...]:
    cards = tuple(cards)
    found = []
    for severity in SEVERITIES:
        number = sum(len(group.discrepancies) for group in groups if group.severity is severity)
        if number:
            found.append((severity, number, tuple(card for card in cards if card.severity is severity)))
    return tuple(found)


def _card(number: int, group: Group, shown: Sequence[Discrepancy], findings: Findings, words: Words) -> Card:
    alone, located = len(group.discrepancies) == 1, group.discrepancies[0].location is not None
    places = tuple(_place(each, findings, words, () if alone else remarks(each, words)) for each in shown)
    entries = group.entries if located else ()
    return Card(
        identity=f"d{number}",
        severity=group.severity,
        title=words(f"kind.{group.kind.value}.title"),
        what=_subject(group, words),
        lead=group_sentence(group, words),
        where=places[0] if alone and located else None,
        advice=group_advice(group, words),
        silence=_silence(group, words) if located else "",
        state=places[0].state if alone else "",
        decision=places[0].decision if alone else "",
        quotes=tuple(quote(entry, words) for entry in entries[:QUOTES]),
        more_quotes=max(0, len(entries) - QUOTES),
        places=places[:OPEN] if located else (),
        folded=places[OPEN:] if located else (),
        rows=() if located else tuple(_declared(each, group, words) for each in shown),
        missing=len(group.discrepancies) - len(shown),
        dated=any(each.limit or each.oldest for each in group.discrepancies),
        by_end=bool(entries) and entries[0].retention.kind == "end_of_service",
    )


def _subject(group: Group, words: Words) -> str:
    """What the group is about: its category, and the service where that matters."""
    what = capital(words.category(group.category)) if group.category else ""
    service = visible(group.service, 80) if group.service else ""
    return " · ".join(filter(None, (what, service)))


def _silence(group: Group, words: Words) -> str:
    """What stands where the statement says nothing, or nothing that applies."""
    if not group.entries:
        return words(f"kind.{group.kind.value}.silence")
    return words("kind.undeclared_for_service.elsewhere") if group.kind is Kind.UNDECLARED_FOR_SERVICE else ""


def _declared(each: Discrepancy, group: Group, words: Words) -> Declared:
    entry = next((entry for entry in group.entries if entry.id in concerned(each)), None)
    decision = words.either("decision", each.decision) if each.decision else ""
    return Declared(quote(entry, words) if entry else None, sentence(each, words), each.state.value, decision)


def _place(each: Discrepancy, findings: Findings, words: Words, notes: tuple[str, ...]) -> Place:
    where = each.location
    finding = findings.get((where, each.entity)) if where and each.entity else None
    return Place(
        identity=visible(each.id, 40),
        system=system_of(where),
        path=path_of(where) if where else "",
        field=field_of(where),
        entity=kinds_of(each, words),
        masks=tuple(visible(mask, 60) for mask in finding.examples[:3]) if finding else (),
        count=words.number(each.count),
        of=words.number(finding.count) if finding and finding.count > each.count else "",
        oldest=words.short_day(each.oldest),
        limit=words.short_day(each.limit),
        overdue=overdue(each, words),
        state=each.state.value,
        decision=words.either("decision", each.decision) if each.decision else "",
        notes=notes,
    )
