r"""Traffic logs: who communicated with whom, when and how much, by mail, internet or in the browser, without content.

Mail servers (Postfix, Exim, sendmail, Dovecot), web servers (Apache, nginx, IIS), DHCP servers (ISC, Kea, dnsmasq),
RADIUS accounting, name servers, proxies and routers (NetFlow) write a record for every connection or message, as a line
of text, or into a table.  The attribute `kind` says of what; visits to a website are statistics as well.

What programs log of themselves, a build or a backup that ran, is no traffic.

Sources: RFC 3164 and RFC 5424 (syslog), RFC 2866 (RADIUS accounting), RFC 7011 (flows), the Common Log Format of
web servers, the manuals of the programs named.

>>> web = '145.12.3.4 - - [31/Jan/2026:06:25:03 +0100] "GET / HTTP/1.1" 200 23 "-" "-"\n'
>>> [(each.attributes["kind"], each.confidence) for each in inspect(Glimpse(text=web * 3))]
[('web', 0.95)]
>>> list(inspect(Glimpse(text="2026-01-31 06:25:03 INFO compiled 12 files in 3 s, query: none\n" * 3)))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import Words, roles, share, values, words_of
from pdscan_detectors.data_files import document
from pdscan_detectors.traffic_lines import MARKS, dialects


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table: of its columns' parts these are `needed`, one of the `others`, and cells have these `shapes`."""

    kind: str
    words: Words
    needed: tuple[str, ...]
    others: tuple[str, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict)
    surer: str | None = None


_SHAPES = {
    "address": re.compile(r"\d{1,3}(\.\d{1,3}){3}(/\d+)?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+"),
    "mailbox": re.compile(r"<?[^@\s]+@[^@\s]+>?([,; ]+<?[^@\s]+@[^@\s]+>?)*|<>|.+<[^@\s]+@[^@\s]+>"),
}
TABLES = tuple(Table(**each) for each in document("traffic_tables.yaml"))


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Traffic by the lines of a log, or by the columns of a table."""
    yield from _by_columns(glimpse) if glimpse.columns else _by_lines(glimpse)


def _by_lines(glimpse: Glimpse) -> Iterator[Recognition]:
    """The dialect that most lines are in; a few such lines in another text are quoted from a log."""
    found = dialects(glimpse.text)
    if not found:
        return
    first = found[0]
    records = len(first.records.findall(glimpse.text.encode()))
    lines = max(1, sum(bool(line.strip()) for line in glimpse.text.splitlines()))
    per_line = records / lines if first.kind not in ("radius", "dhcp") else 1.0
    confidence = 0.95 if records >= 2 and per_line >= 0.3 else 0.6 if per_line >= 0.5 else 0.3
    yield Recognition(
        entity="traffic_log",
        confidence=confidence,
        reasons=(f"lines:{first.kind}",),
        attributes={"kind": first.kind},
        records=first.records,
    )


def _by_columns(glimpse: Glimpse) -> Iterator[Recognition]:
    for each in TABLES:
        parts = roles(glimpse.columns, each.words)
        if all(part in parts for part in each.needed) and _fits(glimpse, each, parts):
            yield Recognition(
                entity="traffic_log",
                confidence=0.9 if each.surer in (None, *parts) else 0.7,
                reasons=tuple(f"part:{part}" for part in parts),
                attributes={"kind": each.kind},
                date_column=parts.get("time"),
            )
            return


def _fits(glimpse: Glimpse, table: Table, parts: Mapping[str, str]) -> bool:
    """Whether one of the other parts is there too, and the cells are what such a table's are."""
    if table.others and not any(part in parts for part in table.others):
        return False
    return all(
        not (cells := values(glimpse.columns, glimpse.rows, parts[part])) or share(cells, _SHAPES[shape]) >= 0.5
        for part, shape in table.shapes.items()
    )


STRUCTURE = Structure(
    entity="traffic_log",
    inspect=inspect,
    marks=MARKS,
    columns=tuple(sorted({word for each in TABLES for word in words_of({"first": each.words[each.needed[0]]})})),
)
