"""The mail that is planted on a mail server: by folder as it is called on disk, by file, a message each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from tests.canaries import CANARIES

MANY = 2000
EVERY = 50
"""Of the many messages every so manieth bears a BSN."""

BSN, IBAN, EMAIL = CANARIES["bsn"], CANARIES["iban"], CANARIES["email"]


def message(text: str, subject: str = "Bericht", **headers: str) -> EmailMessage:
    """A message of 11 November 2019, late in the evening in Amsterdam."""
    made = EmailMessage()
    for name, value in {"Subject": subject, "Date": "Mon, 11 Nov 2019 23:30:00 +0100", **headers}.items():
        if value:
            made[name] = value
    made.set_content(text)
    return made


def folders() -> Mapping[str, Mapping[str, bytes]]:
    """Unread mail in INBOX, folders whose names aren't ASCII, one that is large, one that holds a large message."""
    return {
        "": {
            "new/1700000001.M1P1.mail": bytes(message(f"Mijn BSN is {BSN}.", From=f"Piet <{EMAIL}>")),
            "new/1700000002.M2P1.mail": bytes(_with_archive()),
            "cur/1700000003.M3P1.mail:2,S": bytes(message(f"IBAN {IBAN}", Date="")),
        },
        ".Archief.2019": {"cur/1700000004.M4P1.mail:2,": bytes(_forwarding())},
        ".Co&APY-peratie &- zo.&ZeVnLIqe-": {"new/1700000005.M5P1.mail": bytes(message(f"Schrijf naar {EMAIL}"))},
        ".Geheim": {"new/1700000006.M6P1.mail": bytes(message(f"BSN {BSN}"))},
        ".Groot": {f"cur/17000{number:05}.M7P1.mail:2,S": bytes(_one_of_many(number)) for number in range(MANY)},
        ".Zwaar": {"cur/1700000008.M8P1.mail:2,": bytes(_heavy())},
    }


def _with_archive() -> EmailMessage:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("klanten.csv", f"naam;bsn\nPiet;{BSN}\nJan;999990019\n")
    made = message("Zie bijlage.")
    made.add_attachment(out.getvalue(), "application", "zip", filename="lijst.zip")
    return made


def _forwarding() -> EmailMessage:
    made = message("Zie onder.")
    made.add_attachment(message(f"Op {IBAN} graag.", subject="Betaling"))
    return made


def _one_of_many(number: int) -> EmailMessage:
    text = f"BSN {BSN}" if number % EVERY == 0 else "Tot ziens."
    day = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    return message(text, subject=f"Bericht {number}", Date=format_datetime(day))


def _heavy() -> EmailMessage:
    """Larger than what is fetched at once; what it holds stands at its end."""
    return message("Er was eens een vogel.\n" * 250_000 + f"IBAN {IBAN}")
