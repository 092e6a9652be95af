"""The demo's database: customers, contracts, domain owners, SIM cards, connections, calls, visits, invoices, orders."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from pdscan.demo.answers import DAY, AnswerKey
from pdscan.demo.customers import OVERDUE, SERVICES, WORST, Customer
from pdscan.demo.values import Values
from pdscan.model import Kind

SYSTEM = "crm"


Fill = Callable[[sqlite3.Connection, Sequence[Customer], Values, AnswerKey], None]
"""Makes tables, and writes down what is in them."""


def build(path: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """Make the database, and write down what is in it."""
    with closing(sqlite3.connect(path)) as database:
        for fill in (_customers, _contracts, _domain_owners, _sim_cards, _connections, _calls, _visits):
            fill(database, customers, values, key)
        _invoices(database, customers, values, key)
        _orders(database, values, key)
        _key_holders(database, values, key)
        database.commit()


def add(path: Path, customers: Sequence[Customer], values: Values, key: AnswerKey, fills: Iterable[Fill]) -> None:
    """Add more tables to the database that there is."""
    with closing(sqlite3.connect(path)) as database:
        for fill in fills:
            fill(database, customers, values, key)
        database.commit()


def table(database: sqlite3.Connection, name: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """A table of these columns and rows."""
    database.execute(f"create table {name} ({columns})")
    marks = ", ".join("?" * len(columns.split(",")))
    database.executemany(f"insert into {name} values ({marks})", rows)  # noqa: S608 - our own names


def _kept_too_long(key: AnswerKey, table: str, fields: dict[str, str]) -> None:
    """Of those who left, one row each is still there."""
    for field, entity in fields.items():
        key.expect(Kind.OVER_RETAINED, (SYSTEM, table, field), entity, len(OVERDUE), WORST)


def _customers(database: sqlite3.Connection, customers: Sequence[Customer], _values: Values, key: AnswerKey) -> None:
    rows = [(c.id, c.company, c.contact, c.email, c.phone, "2018-05-25") for c in customers]
    columns = "customer_id text primary key, company text, contact text, email text, phone text, created_at text"
    table(database, "customers", columns, rows)
    _kept_too_long(key, "customers", {"company": "company_name", "email": "email", "phone": "phone"})
    key.trap("customers: K0002's service ends on the day itself, which is still allowed")


def _contracts(database: sqlite3.Connection, customers: Sequence[Customer], _values: Values, _key: AnswerKey) -> None:
    rows = [(c.id, service, "2018-01-01", c.left and c.left.isoformat()) for c in customers for service in SERVICES]
    table(database, "contracts", "customer_id text, service text, started_on text, ended_on text", rows)


def _domain_owners(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    born = [date(1955, 1, 1) + timedelta(days=values.chance.randrange(17_000)) for _ in range(31)]
    owners = [*(c.id for c in customers[:30]), "K9999"]
    rows = [
        (
            number,
            owner,
            f"domein-{number}.nl",
            values.person(),
            f"eigenaar{number}@domein-{number}-demo.nl",
            values.mobile(),
            values.landline(),
            born[number].isoformat(),
            values.place(),
            values.bsn(),
            values.document(),
            values.vat(),
            "2019-03-01",
        )
        for number, owner in enumerate(owners)
    ]
    columns = (
        "id integer primary key, customer_id text, domain text, owner text, email text, phone text, fax text, "
        "geboortedatum text, geboorteplaats text, field7 text, paspoortnummer text, btw_nummer text, created_at text"
    )
    table(database, "domain_owners", columns, rows)
    fields = {
        "email": "email",
        "phone": "phone",
        "fax": "fax",
        "geboortedatum": "date_of_birth",
        "geboorteplaats": "place_of_birth",
        "field7": "bsn",
        "paspoortnummer": "id_document_number",
        "btw_nummer": "vat",
    }
    _kept_too_long(key, "domain_owners", fields)
    for field, entity in fields.items():
        key.expect(Kind.RETENTION_UNKNOWN, (SYSTEM, "domain_owners", field), entity, 1)
    key.expect(Kind.UNLAWFUL_GROUND, (SYSTEM, "domain_owners", "field7"), "bsn", 31)


def _sim_cards(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    rows = [
        (number, c.id, values.iccid(), values.imei(), values.imsi(), values.serial())
        for number, c in enumerate(customers[:30])
    ]
    columns = "id integer primary key, customer_id text, iccid text, imei text, imsi text, serial text"
    table(database, "sim_cards", columns, rows)
    _kept_too_long(key, "sim_cards", {"iccid": "iccid", "imei": "imei"})
    key.expect(Kind.UNDECLARED, (SYSTEM, "sim_cards", "imsi"), "imsi", 30)
    key.trap("sim_cards.serial: fifteen digits like an IMEI's, without its check digit")


def _connections(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    rows = [
        (f"SVC-{values.digits(7)}", c.id, f"145.{values.chance.randint(1, 250)}.{number + 1}.{number + 7}")
        for number, c in enumerate(customers[:30])
    ]
    table(database, "connections", "service_id text, customer_id text, public_ip text", rows)
    _kept_too_long(key, "connections", {"service_id": "connection_id", "public_ip": "ip"})


def _calls(database: sqlite3.Connection, _customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """Six months are allowed: from 1 May 2026 on."""
    allowed = [DAY - timedelta(days=values.chance.randrange(180)) for _ in range(289)] + [date(2026, 5, 1)]
    older = [date(2026, 4, 30) - timedelta(days=values.chance.randrange(400)) for _ in range(103)]
    older += [date(2026, 4, 30), date(2024, 2, 29)]
    started: list[date | None] = [*allowed, *older, *[None] * 5]
    values.chance.shuffle(started)
    rows = [
        (
            number,
            values.mobile(),
            values.landline(),
            day and f"{day} 10:15:00",
            values.chance.randint(5, 3600),
            "204-08",
        )
        for number, day in enumerate(started)
    ]
    columns = "id integer primary key, caller text, callee text, started_at text, seconds integer, cell text"
    table(database, "call_records", columns, rows)
    for field, entity in (("", "call_record"), ("caller", "phone"), ("callee", "phone")):
        overdue = (DAY - date(2024, 8, 29)).days
        key.expect(Kind.OVER_RETAINED, (SYSTEM, "call_records", field), entity, len(older), overdue)
        key.expect(Kind.RETENTION_UNKNOWN, (SYSTEM, "call_records", field), entity, 5)
    key.trap("call_records: a call of 1 May 2026 is six months old, and still allowed")


def _visits(database: sqlite3.Connection, _customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """One year is allowed: from 1 November 2025 on.  A visit on 29 February 2024 could stay until 28 February 2025."""
    allowed = [DAY - timedelta(days=values.chance.randrange(360)) for _ in range(59)] + [date(2025, 11, 1)]
    older = [date(2025, 10, 31) - timedelta(days=values.chance.randrange(300)) for _ in range(28)]
    older += [date(2025, 10, 31), date(2024, 2, 29)]
    rows = [
        (number, f"GA1.2.{values.chance.randint(10**8, 10**9)}.{1_700_000_000 + number}", day.isoformat())
        for number, day in enumerate(allowed + older)
    ]
    table(database, "visits", "id integer primary key, ga_cookie text, visited_at text", rows)
    overdue = (DAY - date(2025, 2, 28)).days
    key.expect(Kind.OVER_RETAINED, (SYSTEM, "visits", "ga_cookie"), "cookie_id", len(older), overdue)


def _invoices(database: sqlite3.Connection, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    rows = [
        (values.order_number(), customers[number % 40].id, values.iban(), number * 12.5, "2026-09-30")
        for number in range(60)
    ]
    columns = "invoice_no text primary key, customer_id text, iban text, amount real, issued_on text"
    table(database, "invoices", columns, rows)
    key.expect(Kind.UNDECLARED, (SYSTEM, "invoices", "iban"), "iban", 60)


def _orders(database: sqlite3.Connection, values: Values, key: AnswerKey) -> None:
    rows = [(values.order_number(), values.serial(), 1_790_000_000_000 + number * 977) for number in range(600)]
    table(database, "orders", "number text, device text, placed_ms integer", rows)
    key.trap("orders.number: nine digits; one in eleven passes the BSN's test by chance")
    key.trap("orders.placed_ms: timestamps in milliseconds")


def _key_holders(database: sqlite3.Connection, values: Values, key: AnswerKey) -> None:
    rows = [(number, values.sentence()) for number in range(10)]
    table(database, "key_holders", "id integer primary key, note text", rows)
    key.expect_entries(Kind.DECLARED_NOT_FOUND, "247-alarm-1")
