"""A very small organisation: a share, a database, a mail store and an mbox, with known values in known places."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

_BSNS = (
    "367418253 209494177 762984594 278086998 487824738 456326042 "
    "616196209 607384189 161204284 119399866 364233679 428748685"
)
BSNS = tuple(_BSNS.split())
TOUCHED = datetime(2024, 3, 1, 12, tzinfo=UTC)

REGISTER = """
statement: {source: verklaring.txt, dated: 2026-01-05, organisation: Voorbeeld}
entries:
- id: dns-1
  service: DNS
  data: E-mailadres
  categories: [email]
  retention: {kind: end_of_service, text: Tot einde dienstverlening}
  responsible: {role: controller, text: Voorbeeld}
  ground: {kind: contract, text: Uitvoering overeenkomst}
- id: hosting-1
  service: Hosting
  data: BSN
  categories: [bsn]
  retention: {kind: length, length: P1Y, text: Eén jaar}
  responsible: {role: controller, text: Voorbeeld}
  ground: {kind: legal_obligation, text: Wettelijke verplichting}
"""


def message(number: int, text: str) -> EmailMessage:
    """A message of the given number, sent on that day of January 2023."""
    made = EmailMessage()
    made["From"], made["To"] = "helpdesk@bedrijf.nl", "klant@bedrijf.nl"
    made["Subject"] = f"Bericht {number}"
    made["Date"] = f"{number:02} Jan 2023 10:00:00 +0100"
    made["Message-ID"] = f"<{number}@bedrijf.nl>"
    made.set_content(text)
    return made


def share(folder: Path) -> Path:
    """Three files in two directories, last touched on 1 March 2024."""
    write(folder / "klanten.csv", "naam;bsn;geboren\n" + "".join(f"K{n};{bsn};\n" for n, bsn in enumerate(BSNS)))
    write(folder / "lees mij.txt", "Niets bijzonders.\n")
    write(folder / "archief/brief.txt", f"Uw BSN is {BSNS[0]}.\nMail naar info@bedrijf.nl\n")
    return folder


def write(path: Path, content: str | bytes) -> Path:
    """A file, last touched on 1 March 2024."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (TOUCHED.timestamp(), TOUCHED.timestamp()))
    return path


def database(path: Path, customers: Iterable[tuple[str, str, str]] = ()) -> Path:
    """A table of customers: key, number and the day on which they came; and one of contracts."""
    rows = list(customers) or [(f"K{n}", bsn, f"2025-{n + 1:02}-15") for n, bsn in enumerate(BSNS)]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE customers (id TEXT PRIMARY KEY, number TEXT, created_at DATE)")
        connection.executemany("INSERT INTO customers VALUES (?, ?, ?)", rows)
        connection.execute("CREATE TABLE contracts (customer TEXT, service TEXT, ended DATE)")
        ends = [("K0", "2024-01-31"), ("K1", None), ("K2", "2026-11-23"), ("K3", "2020-02-29")]
        connection.executemany("INSERT INTO contracts VALUES (?, 'DNS', ?)", ends)
    return path


def maildir(folder: Path) -> Path:
    """Two messages, the second with an attachment."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "cur/1.host:2,S").write_bytes(bytes(message(1, f"Uw BSN is {BSNS[1]}.")))
    second = message(2, "Zie de bijlage.")
    second.add_attachment(f"naam;bsn\nJan;{BSNS[2]}\n".encode(), "text", "csv", filename="lijst.csv")
    (folder / "new/2.host").write_bytes(bytes(second))
    return folder


def mbox(path: Path) -> Path:
    """One message."""
    path.write_bytes(b"From x@bedrijf.nl Tue Jan  3 10:00:00 2023\n" + bytes(message(3, f"Het BSN is {BSNS[3]}.")))
    return path


def records(output: str, kind: str | None = None) -> list[dict[str, Any]]:
    """The objects of NDJSON, those of one type when one is named."""
    found = [json.loads(line) for line in output.splitlines()]
    return [each for each in found if kind in (None, each["type"])]


def places(output: str) -> list[tuple[str, str, str | None, str | None, str, int]]:
    """Where what was found, and how often, of those found at all likely."""
    return [
        tuple(each[name] for name in ("system", "unit", "item", "field", "entity", "count"))  # type: ignore[misc]
        for each in records(output, "finding")
        if each["count"]
    ]
