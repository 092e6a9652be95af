"""Stores of Outlook on a share: each message a nested item, with its folder, day, people and attachments."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import numpy as np
import pytest

from pdscan_targets.formats import pst_store
from pdscan_targets.formats.pst_store import Store
from tests.unit.formats.outlook import BODY, DATA, FILE_NAME, NAME, SENDER, SENDER_SMTP, SENT, SMTP, SUBJECT
from tests.unit.formats.pst_file import TOP, Mail, pst

EVENING = datetime(2019, 11, 11, 22, 30, tzinfo=UTC)
PLAIN = {
    SUBJECT: "\x01\x05Re: Uw gegevens",
    BODY: "Uw BSN is 286759457.",
    SENDER: "Piet Jansen",
    SENDER_SMTP: "piet@korenaar.nl",
    SENT: EVENING,
}
INBOX = f"a.pst!/{TOP}/Postvak IN"


def found(read, *mails, **folders):
    read_so = read(pst({"Postvak IN": mails, **folders}), "a.pst")
    return {(path, field): rest[-1] for path, field, *rest in read_so}


def only(texts, part=""):
    """The texts of the one message, or of one part of it, by field."""
    return {field: text for (path, field), text in texts.items() if path.endswith(f".eml{part}")}


def test_a_message_with_those_that_it_is_for(read, decode):
    mail = Mail(PLAIN, [{NAME: "Jan", SMTP: "jan@korenaar.nl"}, {NAME: "Groep"}])
    assert only(found(read, mail)) == {
        "From": "Piet Jansen <piet@korenaar.nl>",
        "Date": "Mon, 11 Nov 2019 22:30:00 +0000",
        "To": "Jan <jan@korenaar.nl>, Groep",
        "Subject": "Re: Uw gegevens",
        "body": "Uw BSN is 286759457.",
    }
    assert {each.content.recorded for each in decode(pst({"Postvak IN": [mail]}), "a.bin")} == {date(2019, 11, 11)}


def test_every_message_is_named_by_its_folder(read):
    texts = found(read, *[Mail({SUBJECT: f"Bericht {number}"}) for number in range(40)], Oud=[Mail({SUBJECT: "Oud"})])
    inbox = {path for path, _ in texts if path.startswith(INBOX)}
    assert len(inbox) == 40
    assert [text for (path, _), text in texts.items() if path.startswith(f"a.pst!/{TOP}/Oud/")] == ["Oud"]


def test_attachments_by_their_formats(read, decode):
    files = [
        {FILE_NAME: "lijst.csv", DATA: b"naam;bsn\nPiet;286759457\nJan;999990019\n"},
        {FILE_NAME: "groot.txt", DATA: b"regel\n" * 3000},
    ]
    texts = found(read, Mail(PLAIN, attachments=files))
    assert only(texts, "!/lijst.csv")["bsn"] == "999990019"
    assert len(only(texts, "!/groot.txt")[None]) == 18_000
    decoded = decode(pst({"x": [Mail(PLAIN, attachments=files)]}), "a.pst")
    assert {str(day) for each in decoded for day in np.atleast_1d(each.content.recorded)} == {"2019-11-11"}


def test_a_message_in_a_message(read):
    inner = Mail({SUBJECT: "Binnen", BODY: "IBAN NL95RABO0397482617"})
    texts = found(read, Mail(PLAIN, attachments=[{NAME: "Doorgestuurd", DATA: inner}]))
    assert only(texts, "!/Doorgestuurd.eml") == {"Subject": "Binnen", "body": "IBAN NL95RABO0397482617"}


def test_what_of_a_message_in_a_message_lies_elsewhere_is_told(read):
    inner = Mail({SUBJECT: "Binnen", BODY: "lang " * 2000})
    texts = found(read, Mail(PLAIN, attachments=[{NAME: "Doorgestuurd", DATA: inner}]))
    assert only(texts, "!/Doorgestuurd.eml") == {"Subject": "Binnen", "!": "damaged"}


def test_a_contact(read):
    contact = Mail({NAME: "Jan de Vries", 0x3A06: "Jan", 0x3A1C: "06 12345678", 0x8000: "jan@korenaar.nl"})
    card = only(found(read, contact), "!/contact.vcf")
    assert card == {"full name": "Jan de Vries", "name": "Jan", "phone": "06 12345678", "e-mail": "jan@korenaar.nl"}


def test_a_long_body(read):
    assert len(only(found(read, Mail({BODY: "woord " * 20_000})))["body"]) == 120_000


def test_an_attachment_that_is_too_large_is_told(monkeypatch):
    monkeypatch.setattr(pst_store, "LARGEST", 10)
    store = Store(io.BytesIO(pst({"x": [Mail(PLAIN, attachments=[{FILE_NAME: "a.txt", DATA: bytes(11)}])]})))
    (stored,) = store.messages()
    assert stored.lost == ("a.txt",)
    assert stored.message.text(BODY)


@pytest.mark.parametrize("kept", [600, 5_000, 20_000])
def test_what_breaks_off_is_told(read, kept):
    data = pst({"Postvak IN": [Mail(PLAIN)] * 20})
    assert len(data) > kept
    assert "!" in {field for _, field, *_ in read(data[:kept], "a.pst")}


def test_what_is_overwritten_ends(read):
    """Whatever the library makes of it, it comes to an end, and the rest of the scan goes on."""
    data = bytearray(pst({"Postvak IN": [Mail(PLAIN)] * 20}))
    for place in range(0x4600, len(data), 97):
        data[place] ^= 0x55
    assert read(bytes(data), "a.pst")
