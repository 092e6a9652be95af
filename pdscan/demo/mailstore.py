"""The demo's mail store: two hundred messages in a Maildir, some with attachments."""

from __future__ import annotations

import io
import mailbox
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from pdscan.demo.answers import AnswerKey
from pdscan.demo.customers import Customer
from pdscan.demo.values import Values
from pdscan.model import Kind

SYSTEM = "mail"
SUPPORT = "support@webcircuit-demo.nl"
INBOX, ARCHIVE = "INBOX", "Archief"
TO_SUPPORT, ARCHIVED, SIGNED, WITH_BSN, WITH_ACCOUNTS, ACCOUNTS = 150, 50, 40, 3, 5, 4


def build(folder: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """Make the Maildir, and write down what is in it."""
    store = mailbox.Maildir(folder, create=True)
    archive = store.add_folder(ARCHIVE)
    for number in range(TO_SUPPORT):
        store.add(_to_support(number, customers[number % 40], values))
    for number in range(ARCHIVED):
        archive.add(_message(number, customers[number % 40], values.sentence(20)))
    for field, entity, count in (
        ("", "ticket", TO_SUPPORT),
        ("From", "email", TO_SUPPORT),
        ("To", "email", TO_SUPPORT),
        ("body", "phone", SIGNED),
    ):
        key.expect(Kind.RETENTION_UNKNOWN, (SYSTEM, INBOX, field), entity, count)
    key.expect(Kind.UNDECLARED_FOR_SERVICE, (SYSTEM, INBOX, "body"), "bsn", WITH_BSN)
    key.expect(Kind.UNDECLARED, (SYSTEM, INBOX, "iban"), "iban", WITH_ACCOUNTS * ACCOUNTS)
    key.expect(Kind.UNASSIGNED, (SYSTEM, ARCHIVE, ""), "", 3 * ARCHIVED)


def _to_support(number: int, customer: Customer, values: Values) -> EmailMessage:
    text = values.sentence(25)
    if number < SIGNED:
        text += f"\n\nMet vriendelijke groet,\n{customer.contact}\nT {values.mobile()}\n"
    elif number < SIGNED + WITH_BSN:
        text += f"\n\nMijn BSN is {values.bsn()}, kunt u dat toevoegen?\n"
    message = _message(number, customer, text)
    if SIGNED + WITH_BSN <= number < SIGNED + WITH_BSN + WITH_ACCOUNTS:
        message.add_attachment(_accounts(values), "application", "zip", filename="rekeningen.zip")
    elif number % 10 == 0:
        message.add_attachment(values.sentence(40), filename=f"verslag-{number}.txt")
    return message


def _message(number: int, customer: Customer, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{customer.contact} <{customer.email}>"
    message["To"] = SUPPORT
    message["Subject"] = f"Vraag {number} over onze aansluiting"
    message["Date"] = format_datetime(datetime(2026, 10, 30, 9, tzinfo=UTC) - timedelta(days=number))
    message.set_content(text)
    return message


def _accounts(values: Values) -> bytes:
    """A ZIP file with a CSV file of bank accounts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = "".join(f"{number};{values.iban()}\n" for number in range(ACCOUNTS))
        archive.writestr("rekeningen.csv", f"regel;iban\n{rows}")
    return out.getvalue()
