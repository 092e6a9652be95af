r"""DNS zones: the records of a domain, with the addresses of its servers and the mailbox of its hostmaster.

Name servers keep a zone as a master file (RFC 1035 section 5; BIND, NSD, Knot) or in a table (PowerDNS).  Every zone
has a start of authority (SOA), whose second name is the hostmaster's mailbox with a dot for the @.  Where that is
written without its domain, the zone's `$ORIGIN` completes it, and it is given here as an e-mail address; otherwise the
detector of addresses finds it.  A serial number that begins with a date tells of when the zone is.

What a name server answered, quoted in a question, is not a zone, though it looks like one: it is kept as possible.

Sources: RFC 1035, RFC 1912 section 2.2 (serial numbers).

>>> zone = "$ORIGIN klant.nl.\n@ 3600 IN SOA ns1 hostmaster 2026013101 7200 3600 1209600 3600\nwww IN A 145.1.2.3\n"
>>> [(each.entity, str(each.day)) for each in inspect(Glimpse(text=zone))]
[('zone_file', '2026-01-31'), ('email', '2026-01-31')]
>>> list(inspect(Glimpse(text="Een SOA is het begin van een zone, IN elke zone staat er een.")))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, share, values, words_of
from pdscan_detectors.data_files import document

_CLASS = r"(?:\d+[smhdwSMHDW]?\s+)?(?:(?:IN|CH)\s+)?(?:\d+[smhdwSMHDW]?\s+)?"
_SOA = re.compile(
    rf"(?m)^(?P<owner>[\w@.*-]*)[ \t]+{_CLASS}SOA\s+(?P<server>[\w.-]+)\s+(?P<mailbox>[\w.\\+-]+)\s+\(?\s*(?:;.*\s*)?"
    r"(?P<serial>\d{1,10})(?!\d)"
)
_TYPES = "A|AAAA|MX|NS|CNAME|TXT|SRV|PTR|CAA|DNSKEY|DS|TLSA|SSHFP|NAPTR|SPF"
_RECORD = re.compile(rf"(?m)^[\w@.*-]*[ \t]+{_CLASS}(?:{_TYPES})[ \t]+\S")
_ORIGIN = re.compile(r"(?m)^\$ORIGIN[ \t]+([\w.-]+?)\.?\s*$")
_ANSWER = re.compile(r"<<>> DiG|;; ANSWER SECTION|;; flags:|ANSWER: \d")
_TYPE = re.compile(rf"SOA|{_TYPES}")

PARTS = document("column_parts.yaml")["zone_file"]


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """A zone by its start of authority and at least one other record; records in a table by their types."""
    if glimpse.columns:
        yield from _table(glimpse)
        return
    found = _SOA.search(glimpse.text)
    if found is None:
        return
    records = len(_RECORD.findall(glimpse.text))
    quoted = _ANSWER.search(glimpse.text) or glimpse.fields.keys() - {""}
    confidence = 0.3 if quoted else 0.95 if records else 0.5
    day = _serial_day(found["serial"])
    yield Recognition(
        entity="zone_file", confidence=confidence, reasons=("soa",), attributes={"records": records}, day=day
    )
    mailbox, origin = found["mailbox"], _ORIGIN.search(glimpse.text)
    if origin and "." not in mailbox and not quoted:
        yield Recognition(
            entity="email",
            confidence=0.9,
            reasons=("soa", "origin"),
            attributes={"category": "hostmaster"},
            value=f"{mailbox}@{origin[1]}".lower(),
            day=day,
        )


def _table(glimpse: Glimpse) -> Iterator[Recognition]:
    parts = roles(glimpse.columns, PARTS)
    if len(parts) == len(PARTS) and share(values(glimpse.columns, glimpse.rows, parts["type"]), _TYPE) >= 0.8:
        yield Recognition(entity="zone_file", confidence=0.9, reasons=tuple(f"part:{part}" for part in parts))


def _serial_day(serial: str) -> date | None:
    """The day with which a serial number begins.

    >>> _serial_day("2026013101"), _serial_day("1769865753"), _serial_day("42")
    (datetime.date(2026, 1, 31), None, None)
    """
    if len(serial) != 10 or not serial.startswith("20"):
        return None
    try:
        return date(int(serial[:4]), int(serial[4:6]), int(serial[6:8]))
    except ValueError:
        return None


STRUCTURE = Structure(
    entity="zone_file",
    inspect=inspect,
    columns=words_of({"type": PARTS["type"]}),
    marks=("soa ", "soa\t"),
    also=("email",),
)
