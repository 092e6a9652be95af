"""Cases as data, for structures: what a file or table must be recognised as, each with its reason.

A file is decoded by its format, as in a scan; of one that would have to be drawn or typeset, `pages` are the texts that
its format gives.  The same runner serves the built-in structures and third parties' own:

    problems = [each for case in load("cases/recording.yaml") for each in check(structures, formats, case)]
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from pdscan.detection import Scanner
from pdscan.detection.cases import table
from pdscan.engine.decode import Decoded, Decoder
from pdscan.engine.ends import EndsOfService
from pdscan.engine.inspect import Inspection
from pdscan.engine.recognise import Recognised, Recogniser
from pdscan.engine.records import Records
from pdscan.engine.structures import Structures
from pdscan.model import THRESHOLD, Item, TextChunk
from pdscan.protocols import Format

WRITTEN = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""When the files of all cases were last written to."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: `content` under `path`, or a database's `table` of that name, is `outcome`: likely, possible, nothing.

    `pages` are the texts of a file of this `media_type`, in place of its content.
    `count` are the records, `days` those that they are of; `attributes` are some of those of the first recognition.
    """

    entity: str
    why: str
    path: str
    outcome: str
    content: bytes = b""
    table: Mapping[str, Any] | None = None
    pages: tuple[str, ...] = ()
    media_type: str | None = None
    count: int | None = None
    days: tuple[date, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


def load(path: Path) -> list[Case]:
    """The cases of one file."""
    document = yaml.safe_load(path.read_text("utf-8"))
    return [
        Case(
            entity=each.get("entity", document["entity"]),
            why=each["why"],
            path=each["path"],
            outcome=each["is"],
            content=bytes.fromhex(each["hex"]) if "hex" in each else each.get("text", "").encode(),
            table=each.get("table"),
            pages=tuple(each.get("pages", ())),
            media_type=each.get("media_type"),
            count=each.get("count"),
            days=tuple(each.get("days", ())),
            attributes=each.get("attributes", {}),
        )
        for each in document["cases"]
    ]


def check(structures: Structures, formats: Mapping[str, Format], case: Case) -> Iterator[str]:
    """What is wrong with a case, in words; nothing when all is well."""
    said = recognised(structures, formats, case)
    found = [each for each in said if each.match.entity == case.entity]
    outcome = _outcome(found)
    if outcome != case.outcome:
        shown = [(each.match.entity, each.match.confidence, each.match.reasons) for each in said]
        yield f"is {outcome} instead of {case.outcome}: {shown}"
        return
    records = Records((), EndsOfService(), today=WRITTEN.date())
    days: Counter[date | None] = Counter()
    for each in found:
        for day, _, times in records.recorded(each):
            days[day] += times
    if case.count is not None and days.total() != case.count:
        yield f"holds {days.total()} records instead of {case.count}"
    if case.days and sorted(case.days) != sorted(day for day in days if day):
        yield f"is of {sorted(map(str, days))}"
    wrong = {name: value for name, value in case.attributes.items() if found[0].match.attributes.get(name) != value}
    if wrong:
        yield f"attributes {dict(found[0].match.attributes)} lack {wrong}"


def _outcome(found: list[Recognised]) -> str:
    if not found:
        return "nothing"
    return "likely" if any(each.match.confidence >= THRESHOLD for each in found) else "possible"


def recognised(structures: Structures, formats: Mapping[str, Format], case: Case) -> list[Recognised]:
    """Everything that the file or table of a case is recognised as."""
    decoded: Iterator[Decoded] | list[Decoded]
    if case.pages:
        item = Item(case.path, open=lambda: io.BytesIO(b""), media_type=case.media_type)
        texts = [TextChunk(page.encode(), f"page {number}") for number, page in enumerate(case.pages, 1)]
        decoded, unit = [Decoded(case.path, item, text) for text in texts], ""
    elif case.table is None:
        content = case.content
        item = Item(case.path, open=lambda: io.BytesIO(content), size=len(content), modified=WRITTEN)
        decoded, unit = Decoder(formats).decode(item), ""
    else:
        chunk = table(case.table["header"], case.table["rows"])
        nothing = Item("", open=lambda: io.BytesIO(b""))
        decoded, unit = [Decoded("", nothing, chunk)], case.path
    seen = Inspection(Scanner(()), decoded, {}, Recogniser(structures, unit))
    return [each for each in seen if isinstance(each, Recognised)]
