"""What Outlook saves: messages, contacts, attachments of every kind, messages in messages, and what is broken."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.unit.formats.outlook import (
    BODY,
    DATA,
    FILE_NAME,
    HEADERS,
    HTML,
    KIND,
    NAME,
    SENDER,
    SENDER_SMTP,
    SENT,
    SMTP,
    SUBJECT,
    msg,
    storage,
)

EVENING = datetime(2019, 11, 11, 22, 30, tzinfo=UTC)
PLAIN = {
    SUBJECT: "Uw gegevens é",
    BODY: "Uw BSN is 286759457.\r\nGroet",
    SENDER: "Piet Jansen",
    SENDER_SMTP: "piet@korenaar.nl",
    SENT: EVENING,
}


def texts(read, data, name="a.msg"):
    return {(path, field): text for path, field, _, text in read(data, name)}


def test_a_message_with_those_that_it_is_for(read, decode):
    data = msg(PLAIN, [{NAME: "Jan", SMTP: "jan@korenaar.nl"}, {NAME: "Groep", 0x3003: "/O=ORG/CN=GROEP"}])
    found = texts(read, data)
    assert found == {
        ("a.msg", "From"): "Piet Jansen <piet@korenaar.nl>",
        ("a.msg", "Date"): "Mon, 11 Nov 2019 22:30:00 +0000",
        ("a.msg", "To"): "Jan <jan@korenaar.nl>, Groep",
        ("a.msg", "Subject"): "Uw gegevens é",
        ("a.msg", "body"): "Uw BSN is 286759457.\r\nGroet",
    }
    assert {each.content.recorded for each in decode(data, "a.msg")} == {date(2019, 11, 11)}


def test_the_headers_that_it_came_with(read):
    headers = (
        "From: Echt <echt@korenaar.nl>\r\nContent-Type: text/plain\r\nDate: Tue, 12 Nov 2019\r\n 10:00:00 +0100\r\n"
    )
    found = texts(read, msg(PLAIN | {HEADERS: headers}))
    assert found["a.msg", "From"] == "Echt <echt@korenaar.nl>"
    assert found["a.msg", "Date"] == "Tue, 12 Nov 2019 10:00:00 +0100"
    assert found["a.msg", "Subject"] == "Uw gegevens é"


def test_bodies(read):
    assert texts(read, msg({HTML: b"<p>BSN <b>1112</b>22333</p>"}))["a.msg", "html body"].strip() == "BSN 111222333"


def test_attachments_by_their_formats(read, decode):
    inner = storage({SUBJECT: "Binnen", BODY: "IBAN", SENT: EVENING}, attachments=[{FILE_NAME: "b.txt", DATA: b"diep"}])
    files = [
        {FILE_NAME: "lijst é.csv", DATA: b"naam;bsn\nPiet;286759457\nJan;999990019\n", KIND: "text/csv"},
        {NAME: "Doorgestuurd", DATA: inner},
        {FILE_NAME: "groot.txt", DATA: b"regel\n" * 2000},
    ]
    found = texts(read, msg(PLAIN, attachments=files))
    assert found["a.msg!/lijst é.csv", "bsn"] == "999990019"
    assert found["a.msg!/Doorgestuurd.eml", "Subject"] == "Binnen"
    assert found["a.msg!/Doorgestuurd.eml", "body"] == "IBAN"
    assert found["a.msg!/Doorgestuurd.eml!/b.txt", None] == "diep"
    assert len(found["a.msg!/groot.txt", None]) == 12_000
    days = {each.path: each.content.recorded for each in decode(msg(PLAIN, attachments=files), "a.msg")}
    assert days["a.msg!/groot.txt"] == date(2019, 11, 11)


def test_a_contact(read):
    values = {
        NAME: "Jan de Vries", 0x3A11: "Vries", 0x3A06: "Jan", 0x3A1C: "06 12345678", 0x3A24: "020-6234567",
        0x3A16: "Korenaar, B.V.", 0x3A17: "Inkoper", 0x3A29: "Kerkstraat 1", 0x3A27: "Amsterdam", 0x3A2A: "1012 AB",
        0x3A42: datetime(1975, 4, 15, tzinfo=UTC), 0x3A07: "286759457", 0x8083: "jan@korenaar.nl",
    }  # fmt: skip
    found = {field: text for path, field, _, text in read(msg(values), "a.msg") if path == "a.msg!/contact.vcf"}
    assert found == {
        "full name": "Jan de Vries",
        "name": "Jan Vries",
        "phone": "06 12345678",
        "fax": "020-6234567",
        "company": "Korenaar, B.V.",
        "job title": "Inkoper",
        "government-id": "286759457",
        "address": "Kerkstraat 1, 1012 AB Amsterdam",
        "e-mail": "jan@korenaar.nl",
        "birthday": "1975-04-15",
    }


def test_known_by_content(read):
    assert texts(read, msg(PLAIN), "a.bin")["a.bin", "Subject"] == "Uw gegevens é"


def test_text_that_no_header_is_known_for(read):
    assert texts(read, msg(PLAIN | {0x8123: "Dossier van Piet"}))["a.msg", "X-Property"] == "Dossier van Piet"


@pytest.mark.parametrize("kept", [700, 1500, 3000])
def test_what_breaks_off_is_told(read, kept):
    assert "!" in {field for _, field, *_ in read(msg(PLAIN)[:kept], "a.msg")}


def test_what_is_no_message_is_told(read):
    from tests.unit.formats.compound_file import compound

    assert read(compound({"WordDocument": b"x" * 5000}), "a.msg") == [("a.msg", "!", "damaged")]


def test_messages_in_messages_to_a_depth_at_which_nobody_forwards(read):
    inner = storage({SUBJECT: "de diepste"})
    for level in range(20, 0, -1):
        inner = storage({SUBJECT: f"laag {level}"}, attachments=[{NAME: "x", DATA: inner}])
    found = {text for _, field, _, text in read(msg(PLAIN, attachments=[{NAME: "x", DATA: inner}]), "a.msg") if field}
    assert {"laag 1", "laag 2", "laag 11"} <= found
    assert "de diepste" not in found
