"""What a regulator would ask about a register itself, before anything is scanned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, partial
from typing import Any

from pdscan.model import Severity
from pdscan.register.model import Entry, Ground, LintResult, Register
from pdscan.register.statement.data_cell import UNMAPPED
from pdscan.vocabulary import CATEGORIES, broader_of, covers
from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.grounds import ground_lexicon, ground_title
from pdscan.vocabulary.lexicon import LIKENESS, plain, words
from pdscan.vocabulary.phrases import data_lexicon

RULES = (
    "bsn-without-legal-obligation",
    "id-copy-kept",
    "retention-undetermined",
    "declared-twice",
    "statement-outdated",
    "missing-ground",
    "missing-responsible",
    "interest-without-reason",
    "asked-without-entry",
    "unmapped-data",
    "spelling",
)
"""Every rule by name, in the order of the results."""

OUTDATED_AFTER = 2
"""After so many years a statement is out of date."""

SMALL_WORDS = frozenset({"de", "het", "een", "van", "uw", "the", "a", "an", "of", "your"})

_ID_COPY = "id_document_copy"
_COVERED = re.compile(
    r"afgedekt|afgeschermd|onleesbaar|gemaskeerd|zwartgemaakt|weggelakt|covered|masked|redacted|blacked"
)
_RIGHTS = re.compile(r"rechten|inzage|verzoek|rights|access request|data subject")


@dataclass(frozen=True, slots=True)
class _Fault:
    """A result before it is put into words: the message's name, and what fills its braces."""

    severity: Severity
    message: str
    fills: dict[str, Any]
    entry: Entry | None = None
    line: int | None = None


def lint(register: Register, today: date, language: str = "en") -> tuple[LintResult, ...]:
    """Everything that is doubtful about a register, rule by rule, in the register's order.

    :param today: the day for which the statement's age is judged.
    :param language: nl or en, of the messages.
    """
    checks: dict[str, Callable[[Register], Iterator[_Fault]]] = {
        **_CHECKS,
        "statement-outdated": partial(_outdated, today=today),
    }
    return tuple(
        LintResult(
            rule=rule,
            severity=fault.severity.value,
            message=_in_words(fault, language),
            entry=fault.entry.id if fault.entry else None,
            line=fault.line if fault.entry is None else fault.entry.source.line,
        )
        for rule in RULES
        for fault in checks[rule](register)
    )


def _bsn(register: Register) -> Iterator[_Fault]:
    required = CATEGORIES["bsn"].requires_ground
    for entry in register.entries:
        if "bsn" in entry.categories and entry.ground.kind not in required:
            yield _Fault(Severity.HIGH, "bsn-without-legal-obligation", {"ground": entry.ground}, entry)


def _id_copy(register: Register) -> Iterator[_Fault]:
    for entry in register.entries:
        kept = any(_ID_COPY in broader_of(category) for category in entry.categories)
        if kept and not _COVERED.search(plain(entry.data)):
            yield _Fault(Severity.HIGH, "id-copy-kept", {}, entry)


def _retention(register: Register) -> Iterator[_Fault]:
    for entry in register.entries:
        if entry.retention.kind == "undetermined":
            message = "retention-undetermined" if entry.retention.text.strip() else "retention-missing"
            yield _Fault(Severity.MEDIUM, message, {"text": entry.retention.text}, entry)


def _twice(register: Register) -> Iterator[_Fault]:
    """The same data in two rows with other terms: the same words, or the same category for the same service."""
    for index, entry in enumerate(register.entries):
        for other in register.entries[:index]:
            data = _shared(entry, other)
            differences = _differences(entry, other)
            if data and differences:
                fills = {"data": data, "other": other.id, "differences": differences}
                yield _Fault(Severity.MEDIUM, "declared-twice", fills, entry)
                break


def _outdated(register: Register, today: date) -> Iterator[_Fault]:
    dated = register.statement.dated
    if dated is None:
        yield _Fault(Severity.LOW, "statement-undated", {})
    elif (today.year - OUTDATED_AFTER, today.month, today.day) > (dated.year, dated.month, dated.day):
        yield _Fault(Severity.MEDIUM, "statement-outdated", {"dated": dated.isoformat()})


def _ground(register: Register) -> Iterator[_Fault]:
    for entry in register.entries:
        if entry.ground.kind is None:
            message = "unknown-ground" if entry.ground.text.strip() else "missing-ground"
            yield _Fault(Severity.HIGH, message, {"text": entry.ground.text}, entry)


def _responsible(register: Register) -> Iterator[_Fault]:
    for entry in register.entries:
        if entry.responsible.role is None:
            message = "unknown-responsible" if entry.responsible.text.strip() else "missing-responsible"
            yield _Fault(Severity.MEDIUM, message, {"text": entry.responsible.text}, entry)


def _interest(register: Register) -> Iterator[_Fault]:
    for entry in register.entries:
        if entry.ground.kind == "legitimate_interest" and not entry.ground.reason.strip():
            yield _Fault(Severity.MEDIUM, "interest-without-reason", {}, entry)


def _asked(register: Register) -> Iterator[_Fault]:
    """What people are asked for must stand in a row; a copy of a document in one about their requests."""
    declared = [category for entry in register.entries for category in entry.categories]
    rights = [
        category
        for entry in register.entries
        if _RIGHTS.search(plain(f"{entry.service} {entry.data}"))
        for category in entry.categories
    ]
    for asked in register.asked:
        copy = _ID_COPY in broader_of(asked.category)
        if not covers(rights if copy else declared, asked.category):
            severity = Severity.HIGH if copy else Severity.MEDIUM
            yield _Fault(severity, "asked-without-entry", {"text": asked.text}, line=asked.source.line)


def _unmapped(register: Register) -> Iterator[_Fault]:
    by_place = {(entry.source.page, entry.source.line): entry for entry in register.entries}
    told = set()
    for unclear in register.unclear:
        if unclear.why == UNMAPPED:
            entry = by_place.get((unclear.page, unclear.line)) if unclear.line is not None else None
            told.add(entry.id if entry else None)
            yield _Fault(Severity.MEDIUM, "unmapped-data", {"text": unclear.text}, entry, unclear.line)
    for entry in register.entries:
        if not entry.categories and entry.id not in told:
            yield _Fault(Severity.MEDIUM, "unmapped-data", {"text": entry.data}, entry)


def _spelling(register: Register) -> Iterator[_Fault]:
    for entry in register.entries:
        yield from (
            _Fault(Severity.LOW, "spelling", {"text": text, "right": right}, entry) for text, right in _misspelt(entry)
        )


def _misspelt(entry: Entry) -> Iterator[tuple[str, str]]:
    for lexicon, text in ((data_lexicon(), entry.data), (ground_lexicon(), entry.ground.text)):
        yield from ((hit.text, hit.right) for hit in lexicon.find(text) if hit.right is not None)
    for mapped in entry.mapped:
        nearest = data_lexicon().nearest(mapped.text) if mapped.certainty <= LIKENESS else None
        if nearest is not None and nearest.right is not None:
            yield mapped.text, nearest.right
    for category in entry.categories:
        near = get_close_matches(category, CATEGORIES, 1, 0.8) if category not in CATEGORIES else ()
        yield from ((category, right) for right in near)


_CHECKS: dict[str, Callable[[Register], Iterator[_Fault]]] = {
    "bsn-without-legal-obligation": _bsn,
    "id-copy-kept": _id_copy,
    "retention-undetermined": _retention,
    "declared-twice": _twice,
    "missing-ground": _ground,
    "missing-responsible": _responsible,
    "interest-without-reason": _interest,
    "asked-without-entry": _asked,
    "unmapped-data": _unmapped,
    "spelling": _spelling,
}


def _shared(entry: Entry, other: Entry) -> str:
    """The words of the data that two entries both declare, "" when it is not the same data."""
    theirs = {_said(mapped.text) for mapped in other.mapped} | {_said(other.data)}
    for text in (entry.data, *(mapped.text for mapped in entry.mapped)):
        if _is_specific(text) and _said(text) in theirs:
            return text
    if entry.service == other.service:
        both = [category for category in entry.categories if category in other.categories]
        texts = [mapped.text for mapped in entry.mapped if mapped.category in both]
        return ", ".join(texts or both)
    return ""


def _is_specific(text: str) -> bool:
    """Whether a text says more than what kind of data it is: whose, or which."""
    named = {word for hit in data_lexicon().find(text) for word in _said(hit.text)}
    return bool(set(_said(text)) - named)


def why_in_words(why: str, language: str) -> str:
    """Why something in a statement is unclear, in that language (nl, en).

    >>> why_in_words("an open list", "nl"), why_in_words("said by hand", "nl")
    ('een open lijst', 'said by hand')
    """
    return str(_messages()["why"].get(why, why)) if language == "nl" else why


def _said(text: str) -> tuple[str, ...]:
    """The words of a text that matter, for comparing."""
    return tuple(word.plain for word in words(text) if word.plain not in SMALL_WORDS)


def _differences(entry: Entry, other: Entry) -> list[str]:
    ours, theirs = _terms(entry), _terms(other)
    return [name for name, term in ours.items() if term != theirs[name]]


def _terms(entry: Entry) -> dict[str, object]:
    return {
        "retention": (entry.retention.kind, entry.retention.length),
        "responsible": entry.responsible.role,
        "ground": entry.ground.kind,
    }


@cache
def _messages() -> dict[str, dict[str, Any]]:
    return read_data("messages.yaml", __package__)


def _in_words(fault: _Fault, language: str) -> str:
    fills = dict(fault.fills)
    if "differences" in fills:
        fills["differences"] = _enumerated(fills["differences"], language)
    if "ground" in fills:
        ground: Ground = fills["ground"]
        fills["ground"] = ground.text or (ground_title(ground.kind, language) if ground.kind else "–")
    return str(_messages()[fault.message][language]).format(**fills)


def _enumerated(names: Iterable[str], language: str) -> str:
    terms = _messages()["terms"][language]
    *firsts, last = [terms[name] for name in names]
    return f"{', '.join(firsts)} {terms['and']} {last}" if firsts else str(last)
