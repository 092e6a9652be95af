"""From a register to its YAML file: the same register gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pdscan.register.model import Cookie, Entry, Register, Source

HEADER = """\
# yaml-language-server: $schema=register.schema.json
# `pdscan register schema --output register.schema.json` writes the schema by which an editor checks this file.
"""


def dump(register: Register) -> str:
    """The register as YAML, with the line that tells editors its schema.

    >>> from pdscan.register.reading import parse
    >>> yaml = "entries: [{id: web-1, service: Web, retention: {kind: length, length: P6M}}]"
    >>> print("".join(dump(parse(yaml.encode())).splitlines(keepends=True)[2:]), end="")
    entries:
    - id: web-1
      service: Web
      retention: {kind: length, length: P6M}
    """
    return HEADER + _yaml(
        _without_empty(
            {
                "statement": {
                    "source": register.statement.source,
                    "dated": register.statement.dated,
                    "organisation": register.statement.organisation,
                },
                "entries": [_entry(entry) for entry in register.entries],
                "cookies": [
                    {
                        "name": cookie.name,
                        "placed_by": cookie.placed_by,
                        "purpose": cookie.purpose,
                        "source": _source(cookie.source, cells_of_cookie(cookie)),
                    }
                    for cookie in register.cookies
                ],
                "asked": [
                    {"text": asked.text, "category": asked.category, "source": _source(asked.source, {})}
                    for asked in register.asked
                ],
                "unclear": [
                    {"line": unclear.line, "page": unclear.page, "text": unclear.text, "why": unclear.why}
                    for unclear in register.unclear
                ],
            }
        )
    )


def _entry(entry: Entry) -> dict[str, Any]:
    retention, responsible, ground = entry.retention, entry.responsible, entry.ground
    return {
        "id": entry.id,
        "service": entry.service,
        "data": entry.data,
        "categories": list(entry.categories),
        "retention": {"kind": retention.kind, "length": retention.length, "text": retention.text},
        "responsible": {"role": responsible.role, "text": responsible.text},
        "ground": {"kind": ground.kind, "text": ground.text, "reason": ground.reason},
        "source": _source(entry.source, cells_of_entry(entry)),
        "mapped": [
            {
                "text": mapped.text,
                "category": mapped.category,
                "certainty": mapped.certainty if mapped.certainty < 1 else None,
            }
            for mapped in entry.mapped
        ],
    }


def cells_of_entry(entry: Entry) -> dict[str, str]:
    """The cells of the statement's row as far as the entry itself holds their text, by column."""
    cells = {
        "service": entry.service,
        "data": entry.data,
        "retention": entry.retention.text,
        "responsible": entry.responsible.text,
        "ground": entry.ground.text,
    }
    return {column: text for column, text in cells.items() if text}


def cells_of_cookie(cookie: Cookie) -> dict[str, str]:
    """The same for the row of a cookie table."""
    cells = {"cookie": cookie.name, "placed_by": cookie.placed_by, "purpose": cookie.purpose}
    return {column: text for column, text in cells.items() if text}


def _source(source: Source, known: Mapping[str, str]) -> dict[str, Any]:
    """The place, and those cells that can't be read elsewhere."""
    other = {column: text for column, text in source.cells.items() if known.get(column) != text}
    return {"line": source.line, "page": source.page, "cells": other}


def _without_empty(value: Any) -> Any:
    """Without what is None or empty: the file stays readable, and reading puts it back."""
    if isinstance(value, Mapping):
        kept = {key: _without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    return [_without_empty(each) for each in value] if isinstance(value, list) else value


def _yaml(data: Any) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes what is flat on one line."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

        def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
            flat = not any(isinstance(each, (dict, list)) for each in mapping.values())
            return super().represent_mapping(tag, mapping, flow_style=flat)

        def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
            flat = not any(isinstance(each, (dict, list)) for each in sequence)
            return super().represent_sequence(tag, sequence, flow_style=flat)

    Dumper.add_representer(date, Dumper.represent_date)
    return str(yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110))
