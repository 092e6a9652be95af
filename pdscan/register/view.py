"""A register as others see it: plain values with the keys that the command line promises."""

from __future__ import annotations

from typing import Any

from pdscan.register.comparing import Change, Difference
from pdscan.register.model import Entry, LintResult, Register, Source


def as_json(register: Register) -> dict[str, Any]:
    """What `pdscan register show --format json` prints.

    >>> from pdscan.register.reading import parse
    >>> yaml = b"entries: [{id: web-1, service: Web, retention: {kind: end_of_service}}]"
    >>> as_json(parse(yaml))["entries"][0]["retention"]
    {'kind': 'end_of_service', 'length': None, 'text': ''}
    """
    dated = register.statement.dated
    return {
        "statement": {"source": register.statement.source, "dated": dated.isoformat() if dated else None},
        "entries": [entry_as_json(entry) for entry in register.entries],
        "cookies": [
            {"name": cookie.name, "placed_by": cookie.placed_by, "purpose": cookie.purpose}
            for cookie in register.cookies
        ],
        "asked": [
            {"text": asked.text, "category": asked.category, "source": _place(asked.source)} for asked in register.asked
        ],
        "unclear": [
            {"line": unclear.line, "text": unclear.text, "why": unclear.why, **_page(unclear.page)}
            for unclear in register.unclear
        ],
    }


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """One row."""
    return {
        "id": entry.id,
        "service": entry.service,
        "data": entry.data,
        "categories": list(entry.categories),
        "retention": {
            "kind": entry.retention.kind,
            "length": entry.retention.length,
            "text": entry.retention.text,
        },
        "responsible": {"role": entry.responsible.role, "text": entry.responsible.text},
        "ground": {"kind": entry.ground.kind, "text": entry.ground.text},
        "source": _place(entry.source),
    }


def lint_as_json(results: tuple[LintResult, ...]) -> list[dict[str, Any]]:
    """What `pdscan register lint --format json` prints; `entry` is null for what concerns the whole statement."""
    return [
        {"rule": result.rule, "severity": result.severity, "entry": result.entry, "message": result.message}
        for result in results
    ]


def diff_as_json(difference: Difference) -> dict[str, Any]:
    """What `pdscan register diff --format json` prints."""
    return {
        "added": [entry_as_json(entry) for entry in difference.added],
        "removed": [entry_as_json(entry) for entry in difference.removed],
        "changed": [_change(change) for change in difference.changed],
        "dated": {"old": difference.dated[0] or None, "new": difference.dated[1] or None} if difference.dated else None,
    }


def _change(change: Change) -> dict[str, Any]:
    old, new = entry_as_json(change.old), entry_as_json(change.new)
    return {
        "id": change.new.id,
        "was": change.old.id,
        "changes": {field: {"old": old[field], "new": new[field]} for field in change.fields},
    }


def _place(source: Source) -> dict[str, int | None]:
    return {"line": source.line, **_page(source.page)}


def _page(page: int | None) -> dict[str, int]:
    return {} if page is None else {"page": page}
