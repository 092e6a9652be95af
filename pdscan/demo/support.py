"""What the demo keeps of support and security: tickets, questions, addresses, virus scans, filtered mail, backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from pdscan.demo.answers import DAY, AnswerKey
from pdscan.demo.customers import OVERDUE, WORST, Customer
from pdscan.demo.database import SYSTEM as CRM
from pdscan.demo.database import table
from pdscan.demo.files import write
from pdscan.demo.share import SYSTEM as SHARE
from pdscan.demo.values import Values
from pdscan.model import Kind

ASKED = [
    date(2026, 10, 1),
    date(2025, 5, 1),
    date(2024, 1, 2),
    date(2023, 11, 1),
    date(2023, 10, 31),
    date(2020, 2, 29),
]
"""Questions of these days: three years are allowed, from 1 November 2023 on."""


def tables(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """The tickets, and where services are delivered, in the database."""
    _tickets(database, customers, values, key)
    rows = [(customer.id, values.postcode(), values.place()) for customer in customers[:30]]
    table(database, "delivery_places", "customer_id text, postcode text, plaats text", rows)
    key.expect(Kind.OVER_RETAINED, (CRM, "delivery_places", "postcode"), "postcode", len(OVERDUE), WORST)


def files(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """The rest, on the share."""
    _questions(root, values, key)
    _virus_scans(root, customers, values, key)
    _filtered_mail(root, customers, values, key)
    _backups(root, customers, values, key)
    _key_holders(root, values, key)


def _tickets(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    rows = [
        (
            number,
            customer.id,
            f"20260131{number:06d}",
            "Modem valt uit",
            values.sentence(20),
            "Inkoper",
            customer.email,
            customer.phone,
            "open",
            "2026-01-31 09:00:00",
        )
        for number, customer in enumerate(customers[:30])
    ]
    columns = (
        "id integer primary key, customer_id text, ticket_number text, subject text, body text, functie text, "
        "requester_email text, requester_phone text, state text, created_at text"
    )
    table(database, "tickets", columns, rows)
    fields = {"": ("ticket", "ticket_contact"), "functie": ("job_title",)}
    fields |= {"requester_email": ("email",), "requester_phone": ("phone",)}
    for field, entities in fields.items():
        for entity in entities:
            key.expect(Kind.OVER_RETAINED, (CRM, "tickets", field), entity, len(OVERDUE), WORST)


def _questions(root: Path, values: Values, key: AnswerKey) -> None:
    """Messages to support that were filed away, with whom they are from and to."""
    for number, day in enumerate(ASKED):
        message = EmailMessage()
        message["From"] = f"vraag{number}@klant{number:02d}-demo.nl"
        message["To"] = "support@webcircuit-demo.nl"
        message["Subject"] = "Instellingen van de router"
        message["Date"] = format_datetime(datetime(day.year, day.month, day.day, 9).astimezone())
        message.set_content(values.sentence(30))
        write(root, f"supportvragen/vraag-{number}.eml", message.as_bytes(), day)
    older = [day for day in ASKED if day < date(2023, 11, 1)]
    overdue = (DAY - date(2023, 2, 28)).days
    key.expect(Kind.OVER_RETAINED, (SHARE, "supportvragen", ""), "ticket", len(older), overdue)
    for field in ("From", "To"):
        key.expect(Kind.RETENTION_UNKNOWN, (SHARE, "supportvragen", field), "email", len(ASKED))


def _virus_scans(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    rows = [
        f"{customer.id};2026-09-{number + 1:02d} 10:00;PC-{values.digits(4)};user{number};Win32/Agent;verwijderd\n"
        for number, customer in enumerate(customers[:20])
    ]
    header = "klant;tijd;computer;gebruiker;bedreiging;actie\n"
    write(root, "antivirus/detecties.csv", header + "".join(rows))
    key.expect(Kind.OVER_RETAINED, (SHARE, "antivirus", ""), "av_report", len(OVERDUE), WORST)


def _filtered_mail(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """Whose mail it was stands in it, but not which customer: nobody knows until when it may be kept."""
    lines = [
        f"Oct {number + 1:2d} 06:25:03 mx1 postfix/smtp[{4000 + number}]: 4RkZ{number:03d}: to=<{customer.email}>, "
        f"relay=mx.webcircuit-demo.nl[{values.address()}]:25, status=sent\n"
        for number, customer in enumerate(customers[20:40])
    ]
    write(root, "mailfilter/mail.log", "".join(lines), date(2026, 10, 31))
    for entity in ("traffic_log", "email", "ip"):
        key.expect(Kind.RETENTION_UNKNOWN, (SHARE, "mailfilter", ""), entity, len(lines))


def _backups(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    rows = [f"{customer.id};{values.address()};opslag-1;2026-10-31\n" for customer in customers[:20]]
    write(root, "backup/locaties.csv", "klant;locatie_ip;backup_doel;laatste_run\n" + "".join(rows))
    for field, entity in (("", "backup_location"), ("locatie_ip", "ip")):
        key.expect(Kind.OVER_RETAINED, (SHARE, "backup", field), entity, len(OVERDUE), WORST)


def _key_holders(root: Path, values: Values, key: AnswerKey) -> None:
    """A list of the alarm service that somebody has put elsewhere, where nobody looks for it."""
    rows = [f"sleutel{number}@klant{number:02d}-demo.nl;{values.mobile()}\n" for number in range(8)]
    write(root, "archief/sleutelhouders.csv", "email;telefoon\n" + "".join(rows))
    key.expect(Kind.UNASSIGNED, (SHARE, "archief", ""), "", 2 * len(rows))
