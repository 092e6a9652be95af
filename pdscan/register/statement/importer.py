"""From a statement to a register: the same file gives the same register, with the same ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pdscan.errors import RegisterError
from pdscan.register.model import (
    Cookie,
    Entry,
    Register,
    Responsible,
    Retention,
    Source,
    Statement,
    Unclear,
)
from pdscan.register.statement import retention
from pdscan.register.statement.data_cell import read_data_cell
from pdscan.register.statement.dates import dated
from pdscan.register.statement.document import Document, Table
from pdscan.register.statement.formats import read_document
from pdscan.register.statement.ground_cell import read_ground
from pdscan.register.statement.language import language_of
from pdscan.register.statement.parties import Parties
from pdscan.register.statement.requests import asked_for
from pdscan.register.statement.tables import Record, records
from pdscan.vocabulary.lexicon import plain

NO_DATE = "no date of the statement was found"


def import_statement(path: Path, organisation: str | None = None) -> Register:
    """Read a statement or spreadsheet (text, HTML, DOCX, PDF, CSV, XLSX).

    :param organisation: whose statement it is, where it doesn't tell.
    :raises RegisterError: when it can't be read, or holds no table whose headers mean data and its retention,
        responsible party or ground.
    """
    return from_document(read_document(path), organisation, str(path))


def from_document(document: Document, organisation: str | None = None, path: str | None = None) -> Register:
    """The register that a document declares."""
    found, unclear = records(document)
    rows = [record for record in found if record.kind == "register"]
    if not rows:
        raise RegisterError(path or document.name, [_no_table(document)])
    prose = [paragraph.text for paragraph in document.paragraphs]
    parties = Parties.of([row.cells.get("responsible", "") for row in rows], prose)
    if organisation is not None:
        parties = Parties(organisation)
    day = dated(document.paragraphs)
    if day is None and document.prose:
        unclear.append(Unclear(None, "", NO_DATE))
    language = language_of([*prose, *(cell for row in rows for cell in row.cells.values())])
    entries = tuple(_entry(row, name, parties, language, unclear) for row, name in zip(rows, _ids(rows), strict=True))
    return Register(
        statement=Statement(document.name, day, parties.organisation),
        entries=entries,
        cookies=tuple(_cookie(record) for record in found if record.kind == "cookies"),
        unclear=tuple(sorted(unclear, key=lambda item: (item.line is None, item.page or 0, item.line or 0))),
        asked=asked_for(document.paragraphs, language),
    )


def service_name(cell: str) -> str:
    """The name of a service, without the list of what it comprises.

    >>> service_name("E-mail security - anti-spam - encryptie"), service_name("Hosting - Linux")
    ('E-mail security', 'Hosting - Linux')
    """
    first = cell.split("\n", 1)[0].strip()
    parts = re.split(r"\s+[-–•·]\s+", first)
    return " ".join((parts[0] if len(parts) > 2 else first).rstrip(" :").split())


def slug(service: str) -> str:
    """What an entry's id begins with.

    >>> slug("VoIP en mobiel"), slug("Café & bar")
    ('voip-en-mobiel', 'cafe-bar')
    """
    return re.sub(r"[^a-z0-9]+", "-", plain(service)).strip("-") or "entry"


def _ids(rows: Iterable[Record]) -> list[str]:
    counted: Counter[str] = Counter()
    ids: list[str] = []
    for row in rows:
        name = slug(service_name(row.service))
        counted[name] += 1
        ids.append(f"{name}-{counted[name]}")
    return ids


def _entry(row: Record, name: str, parties: Parties, language: str, unclear: list[Unclear]) -> Entry:
    service = service_name(row.service)
    cells = {column: row.cells.get(column, "") for column in ("data", "retention", "responsible", "ground")}
    answers = cells["responsible"] or parties.claim
    data = read_data_cell(cells["data"], service, language)
    kept = retention.parse(cells["retention"])
    role, role_why = parties.role(cells["responsible"])
    ground, ground_why = read_ground(cells["ground"])
    doubts = [
        *data.unclear,
        (cells["retention"], kept.why),
        (cells["responsible"], role_why),
        (cells["ground"], ground_why),
    ]
    unclear += [Unclear(row.line, text, why, row.page) for text, why in doubts if why is not None]
    return Entry(
        id=name,
        service=service,
        data=cells["data"],
        categories=data.categories,
        retention=Retention(kept.kind, kept.length, cells["retention"]),
        responsible=Responsible(role, answers),
        ground=ground,
        source=Source(row.line, _source_texts({**row.cells, "service": row.service, "responsible": answers}), row.page),
        mapped=data.mapped,
    )


def _source_texts(cells: Mapping[str, str]) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}


def _cookie(record: Record) -> Cookie:
    cells = record.cells
    return Cookie(
        name=cells.get("cookie", ""),
        placed_by=cells.get("placed_by", ""),
        purpose=cells.get("purpose", ""),
        source=Source(record.line, cells, record.page),
    )


LONGEST_HEADER = 80
"""So many characters of a header that nobody understands are told."""


def _no_table(document: Document) -> str:
    firsts = [" | ".join(block.rows[0].cells) for block in document.blocks if isinstance(block, Table) and block.rows]
    if not firsts:
        return "holds no table; a register is imported from a table that names data and how long each is kept"
    return (
        "holds no table whose headers mean data and its retention, responsible party or legal ground; "
        f"the tables are headed: {'; '.join(map(_readable, firsts[:5]))}. Rename the headers, or write YAML"
    )


def _readable(text: str) -> str:
    """Text from a file that may be anything, safe and short enough for a message."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[:LONGEST_HEADER])
