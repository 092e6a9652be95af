"""A small Webcircuit from a seed: what is declared, what is kept, the config that binds the two, and the answer key."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pdscan.demo import database, mailstore, support, telephony, websites
from pdscan.demo.answers import AnswerKey
from pdscan.demo.customers import customers
from pdscan.demo.share import Share
from pdscan.demo.statement import render_statement_text
from pdscan.demo.values import Values
from pdscan.errors import UsageError
from pdscan.model import Kind

SEED = 20180603
STATEMENT, CONFIG, KEY = "privacyverklaring.txt", "pdscan.yaml", "answers.yaml"

_CONFIG = r"""# The demo's config: three systems, which service each place serves, and when customers left.
store: sqlite:///pdscan.db
key: {file: pdscan.key}
register: register.yaml
systems:
  - name: crm
    target: sqlite:///crm.db
    bindings:
      - {location: customers, service: Algemeen, record_date: created_at, customer: customer_id}
      - {location: invoices, service: Algemeen, record_date: issued_on, customer: customer_id}
      - {location: domain_owners, service: Domeinen, record_date: created_at, customer: customer_id}
      - {location: sim_cards, service: Mobiele telefonie, customer: customer_id}
      - {location: connections, service: Internetverbinding, customer: customer_id}
      - {location: call_records, service: VoIP en mobiel, record_date: started_at}
      - {location: visits, service: Website en smartphone applicaties, record_date: visited_at}
      - {location: key_holders, service: 247 Alarm}
      - {location: delivery_places, service: Algemeen, customer: customer_id}
      - {location: network_notifications, service: Mobiele telefonie, customer: customer_id}
      - {location: tickets, service: Webcircuit Ticket Systeem, customer: customer_id}
  - name: mail
    target: maildir:mail
    bindings:
      - {location: INBOX, service: Webcircuit Ticket Systeem, record_date: recorded}
  - name: share
    target: share
    bindings:
      - {location: "klantdossiers/**", service: Algemeen, record_date: modified, customer: "(?P<customer>K\\d{4})"}
      - {location: hosting, service: Domeinen, customer: klant}
      - {location: hosting, service: Hosting, customer: klant}
      - {location: gesprekken, service: Algemeen}
      - {location: supportvragen, service: Algemeen}
      - {location: verkeer, service: Algemeen}
      - {location: klantopnamen, service: VoIP en mobiel}
      - {location: weblogs, service: Website en smartphone applicaties}
      - {location: formulier, service: Website}
      - {location: zones, service: DNS, customer: "(?P<customer>K\\d{4})"}
      - {location: websites, service: Hosting, customer: "(?P<customer>K\\d{4})"}
      - {location: antivirus, service: Endpoint security, customer: klant}
      - {location: mailfilter, service: E-mail security}
      - {location: certificaten, service: SSL-certificaten, customer: "(?P<customer>K\\d{4})"}
      - {location: backup, service: Offsite back-up, customer: klant}
end_of_service:
  - {system: crm, query: "select customer_id, service, ended_on from contracts"}
detectors:
  - {entity: connection_id, pattern: 'SVC-\d{7}', labels: {nl: [serviceid], en: [service id]}, examples: [SVC-1234567]}
"""

_UNBOUND = ("voip-telefonie-1",)
"""Entries of services to which no place is bound."""


def build(folder: Path) -> tuple[int, int, int]:
    """Make everything in an empty or new folder; gives how many tables, messages and files there are.

    :raises pdscan.errors.UsageError: when the folder is in use, or can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty; name another folder with --dir, or remove it first")
        _build(folder)
        return _sizes(folder)
    except OSError as error:
        raise UsageError(f"the demo can't be built in {folder}: {error.strerror}") from error


def _build(folder: Path) -> None:
    key, values = AnswerKey(), Values(SEED)
    everybody = customers(values)
    database.build(folder / "crm.db", everybody, values, key)
    mailstore.build(folder / "mail", everybody, values, key)
    share = folder / "share"
    Share(share, values, key).build(everybody)
    database.add(folder / "crm.db", everybody, values, key, (telephony.tables, support.tables))
    telephony.files(share, values, key)
    websites.files(share, everybody, values, key)
    support.files(share, everybody, values, key)
    key.expect_entries(Kind.NOT_COVERED, *_UNBOUND)
    (folder / STATEMENT).write_text(render_statement_text(), "utf-8")
    (folder / CONFIG).write_text(_CONFIG, "utf-8")
    key.write(folder / KEY)


def _sizes(folder: Path) -> tuple[int, int, int]:
    with closing(sqlite3.connect(folder / "crm.db")) as opened:
        tables = opened.execute("select count(*) from sqlite_master where type = 'table'").fetchone()[0]
    messages = sum(path.parent.name in ("cur", "new") for path in (folder / "mail").rglob("*"))
    return tables, messages, sum(path.is_file() for path in (folder / "share").rglob("*"))
