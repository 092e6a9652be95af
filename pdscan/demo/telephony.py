"""What the demo keeps of telephony: recordings of calls, traffic, messages of the mobile network, desk telephones."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from pdscan.demo import sounds
from pdscan.demo.answers import DAY, AnswerKey
from pdscan.demo.customers import OVERDUE, WORST, Customer
from pdscan.demo.database import SYSTEM as CRM
from pdscan.demo.database import table
from pdscan.demo.files import write
from pdscan.demo.share import SYSTEM as SHARE
from pdscan.demo.values import Values
from pdscan.model import Kind


def files(root: Path, values: Values, key: AnswerKey) -> None:
    """The recordings and the traffic, on the share."""
    _recordings(root, values, key)
    _recordings_of_customers(root, values, key)
    _traffic(root, values, key)


def tables(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """The messages and the desk telephones, in the database."""
    _notifications(database, customers, values, key)
    _desk_phones(database, customers, values, key)


def _recordings(root: Path, values: Values, key: AnswerKey) -> None:
    """365 days are allowed: from 1 November 2025 on.  A call of 29 February 2024 could stay until 28 February 2025."""
    allowed = [DAY - timedelta(days=values.chance.randrange(360)) for _ in range(11)] + [date(2025, 11, 1)]
    older = [date(2025, 10, 31), date(2025, 3, 1), date(2024, 2, 29)]
    for number, day in enumerate(allowed + older):
        write(root, f"gesprekken/{day:%Y%m%d}-0915{number:02d}.wav", sounds.tone(), day)
    key.expect(Kind.OVER_RETAINED, (SHARE, "gesprekken", ""), "recording", len(older), (DAY - date(2025, 2, 28)).days)
    key.trap("gesprekken: a call of 1 November 2025 is 365 days old, and still allowed")
    write(root, "marketing/jingle.ogg", sounds.silence())
    key.trap("marketing: a jingle is sound, but no call")


def _recordings_of_customers(root: Path, values: Values, key: AnswerKey) -> None:
    """How long depends on the user: nobody can compute it."""
    for number in range(6):
        day = DAY - timedelta(days=values.chance.randrange(30))
        write(root, f"klantopnamen/{day:%Y-%m-%d}_{number}.ogg", sounds.silence(), day)
    key.expect(Kind.RETENTION_UNKNOWN, (SHARE, "klantopnamen", ""), "recording", 6)


def _traffic(root: Path, values: Values, key: AnswerKey) -> None:
    """Six months are allowed; sessions of March are older, and their file is of the last day of March."""
    counts = {date(2026, 3, 31): 25, date(2026, 10, 31): 40}
    for month, count in counts.items():
        sessions = [
            f"{month.replace(day=2 + number % 27):%a %b %e %H:%M:%S %Y}\n"
            f'\tUser-Name = "dsl-{values.digits(6)}"\n'
            "\tAcct-Status-Type = Stop\n"
            f"\tFramed-IP-Address = {values.address()}\n\n"
            for number in range(count)
        ]
        write(root, f"verkeer/radius-{month:%Y-%m}.detail", "".join(sessions), month)
    place = SHARE, "verkeer", ""
    key.expect(Kind.OVER_RETAINED, place, "traffic_log", 25, (DAY - date(2026, 9, 2)).days)
    key.expect(Kind.OVER_RETAINED, place, "ip", 25, (DAY - date(2026, 9, 30)).days)


def _notifications(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    messages = (
        "Welkom in Duitsland! U belt en internet hier zoals thuis.",
        "U heeft 80% van uw databundel verbruikt.",
    )
    rows = [
        (number, customer.id, values.iccid(), messages[number % 2], "2026-01-31 10:00:00")
        for number, customer in enumerate(customers[:30])
    ]
    columns = "id integer primary key, customer_id text, iccid text, message text, sent_at text"
    table(database, "network_notifications", columns, rows)
    for field, entity in (("", "network_notification"), ("iccid", "iccid")):
        key.expect(Kind.OVER_RETAINED, (CRM, "network_notifications", field), entity, len(OVERDUE), WORST)


def _desk_phones(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """A table that nobody has bound to a service."""
    rows = [(customer.id, values.mac(), values.address(), values.landline()) for customer in customers[:12]]
    table(database, "desk_phones", "customer_id text, mac_address text, ip_address text, speed_dial_phone text", rows)
    key.expect(Kind.UNASSIGNED, (CRM, "desk_phones", ""), "", 3 * 12)
