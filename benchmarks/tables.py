"""Two tables from a seed: customers whose every row holds about 5.5 personal values, and articles that hold none.

Both have ten columns and some 150 bytes a row, as PostgreSQL copies them out.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.corpus import bsn, iban, ip, words

Row = tuple[str | int | None, ...]

CUSTOMERS = {
    "id": "bigint primary key",
    "bedrijfstak": "text",
    "bsn": "text",
    "email": "text",
    "telefoon": "text",
    "iban": "text",
    "geboortedatum": "date",
    "laatste_ip": "text",
    "status": "text",
    "aangemaakt": "timestamp",
}
ARTICLES = {
    "id": "bigint primary key",
    "artikel": "text",
    "omschrijving": "text",
    "aantal": "integer",
    "prijs": "numeric(10,2)",
    "gewicht": "numeric(8,3)",
    "magazijn": "text",
    "kleur": "text",
    "status": "text",
    "aangemaakt": "timestamp",
}
TABLES = {"klanten": CUSTOMERS, "artikelen": ARTICLES}

_BORN, _MADE = date(1940, 1, 1), datetime(2015, 1, 1)
_STATUS = ("actief", "opgezegd", "in behandeling", "wacht op levering", "afgesloten")
_DOMAINS = ("webcircuit.nl", "gmail.com", "hotmail.com", "kpnmail.nl", "ziggo.nl", "bakkerij-jansen.nl")


def rows(table: str, count: int) -> Iterator[Row]:
    """The rows of a table, the same every time."""
    chance = random.Random(f"{table} {count}")
    vocabulary = words(5_000, chance)
    row = _customer if table == "klanten" else _article
    return (row(number, vocabulary, chance) for number in range(1, count + 1))


def sqlite_file(path: Path, table: str, count: int) -> Path:
    """An SQLite file with one table."""
    columns = ", ".join(f"{name} {kind}" for name, kind in TABLES[table].items())
    with sqlite3.connect(path) as connection:
        connection.execute(f"create table {table} ({columns})")
        marks = ", ".join("?" * len(TABLES[table]))
        connection.executemany(f"insert into {table} values ({marks})", rows(table, count))
    connection.close()
    return path


def _customer(number: int, vocabulary: list[str], chance: random.Random) -> Row:
    first, last = chance.choice(vocabulary), chance.choice(vocabulary)
    return (
        number,
        chance.choice(vocabulary),
        bsn(chance),
        f"{first}.{last}{chance.randint(1, 99)}@{chance.choice(_DOMAINS)}",
        chance.choice(("06-{:08d}", "06{:08d}", "+316{:08d}")).format(chance.randint(10**7, 5 * 10**7)),
        iban(chance),
        (_BORN + timedelta(days=chance.randrange(24_000))).isoformat(),
        ip(chance) if chance.random() < 0.5 else None,
        chance.choice(_STATUS),
        _made(chance),
    )


def _article(number: int, vocabulary: list[str], chance: random.Random) -> Row:
    return (
        number,
        chance.choice(vocabulary),
        " ".join(chance.choices(vocabulary, k=8)),
        chance.randint(0, 5_000),
        f"{chance.randint(100, 99_999) / 100:.2f}",
        f"{chance.random() * 40:.3f}",
        chance.choice(("hal noord", "hal zuid", "buitenterrein", "retouren")),
        chance.choice(("rood", "groen", "antraciet", "wit")),
        chance.choice(_STATUS),
        _made(chance),
    )


def _made(chance: random.Random) -> str:
    return (_MADE + timedelta(seconds=chance.randrange(360_000_000))).isoformat(" ")
