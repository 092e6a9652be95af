r"""Call records: who telephoned whom, when, for how long, and from which cell.

Exchanges and networks write one for every call, a call detail record (CDR): Asterisk and FreeSWITCH as CSV or into a
table, Cisco's and others' exchanges as CSV, mobile networks with the cell or the device besides.  Columns tell them:
a calling number, a called number, a time, a duration.  Asterisk's `Master.csv` has no header, but always the same
columns.  A specified bill lists the same as lines of text.

Numbers that were cut off (`0612345xxx`) or replaced by an extension are call records all the same.

Sources: the CDR fields of Asterisk (`cdr_csv`, `cdr_adaptive_odbc`), of FreeSWITCH (`mod_cdr_csv`) and of Cisco Unified
Communications Manager; 3GPP TS 32.298 for what networks record.

>>> rows = (("0612345678", "0302123456", "2026-01-31 14:22", "147"),)
>>> [each.confidence for each in inspect(Glimpse(columns=("src", "dst", "calldate", "billsec"), rows=rows))]
[0.95]
>>> list(inspect(Glimpse(columns=("article", "price"), rows=(("modem", "12.50"),))))
[]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, share, values, words_of
from pdscan_detectors.data_files import document

PARTS = document("column_parts.yaml")["call_record"]
WEAK = {"caller": ["from", "source", "van", "origin", "number", "nummer"], "callee": ["to", "naar", "target"]}
"""Names that say this only of columns of telephone numbers."""

_NUMBER = re.compile(
    r"(?:[+0-9*#][0-9 ().+*#-]{1,20}[0-9xX*#.…]*|(?:sips?|tel):\S+|\"[^\"]*\" ?<[^>]*>|\S+@\S+"
    r"|anonymous|anoniem|unknown|onbekend|private|restricted|afgeschermd|unavailable)",
    re.IGNORECASE,
)
_DISPOSITION = re.compile(r"ANSWERED|NO ANSWER|BUSY|FAILED|CONGESTION|CANCEL")
_STAMP = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_SECONDS = re.compile(r"\d{1,6}")
_BILLED = re.compile(
    rb"(?m)^[^\n]{0,30}?(?<!\d)(?P<day>[0-3]?\d)[-/.](?P<month>[01]?\d)[-/.](?P<year>20\d\d|\d\d)[ \t;|,]+"
    rb"[012]?\d:[0-5]\d(?::[0-5]\d)?[ \t;|,]+[^\n]{0,40}?(?:\+|0)\d[\d -]{7,14}[\dx*]{1,4}[ \t;|,]+"
    rb"[^\n]{0,40}?\d{1,3}:[0-5]\d(?!\d)"
)
"""A line of a bill: date, time, number, duration."""


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Call records by the columns of a table, with or without a header, or by the lines of a specified bill."""
    if glimpse.columns:
        yield from _asterisk(glimpse) if _is_asterisk(glimpse) else _by_columns(glimpse)
    elif len(_BILLED.findall(glimpse.text.encode())) >= 2:
        yield Recognition(entity="call_record", confidence=0.8, reasons=("lines",), records=_BILLED)


def _by_columns(glimpse: Glimpse) -> Iterator[Recognition]:
    parts = roles(glimpse.columns, PARTS)
    for role in WEAK.keys() - parts.keys():
        parts |= {
            part: column
            for part, column in roles(glimpse.columns, {role: WEAK[role]}).items()
            if column not in parts.values() and _holds_numbers(glimpse, column)
        }
    numbers = [parts[role] for role in ("caller", "callee") if role in parts]
    if not all(_holds_numbers(glimpse, column) or _is_empty(glimpse, column) for column in numbers):
        return
    confidence = _confidence(len(numbers), parts)
    if confidence:
        yield Recognition(
            entity="call_record",
            confidence=confidence,
            reasons=tuple(f"part:{part}" for part in parts),
            attributes={"location": True} if "cell" in parts else {},
            date_column=parts.get("start"),
        )


def _confidence(numbers: int, parts: Collection[str]) -> float:
    """What columns are worth: numbers alone, or times alone, are no calls."""
    if "duration" in parts and "start" in parts:
        return (0.0, 0.8, 0.95)[numbers]
    if "duration" in parts or ("start" in parts and "cell" in parts):
        return 0.7 if numbers == 2 else 0.0
    return 0.0


def _is_empty(glimpse: Glimpse, column: str) -> bool:
    return not values(glimpse.columns, glimpse.rows, column)


def _holds_numbers(glimpse: Glimpse, column: str) -> bool:
    return share(values(glimpse.columns, glimpse.rows, column), _NUMBER) >= 0.5


def _is_asterisk(glimpse: Glimpse) -> bool:
    """Whether these are the columns of `Master.csv`, which names none of them."""
    if not 14 <= len(glimpse.columns) <= 20 or not glimpse.rows or glimpse.columns[9] != "column 10":
        return False
    return all(
        share(values(glimpse.columns, glimpse.rows, glimpse.columns[number]), shape) >= 0.8
        for number, shape in ((9, _STAMP), (12, _SECONDS), (13, _SECONDS), (14, _DISPOSITION))
        if number < len(glimpse.columns)
    )


def _asterisk(glimpse: Glimpse) -> Iterator[Recognition]:
    yield Recognition(
        entity="call_record", confidence=0.9, reasons=("columns-of-asterisk",), date_column=glimpse.columns[9]
    )


STRUCTURE = Structure(
    entity="call_record",
    inspect=inspect,
    columns=(*words_of({"duration": PARTS["duration"], "cell": PARTS["cell"]}), "column10"),
    marks=("duur", "duration", "gesprekskosten", "belspecificatie", "gespecificeerd"),
)
