"""Contacts and calendars: rows under names that people use, on their lines, with the day that they are from."""

from __future__ import annotations

from datetime import date

import pytest

from pdscan.model import TableChunk

CARD = r"""BEGIN:VCARD
VERSION:3.0
UID:abc@google.com
N:Vries;Jan;;de;
FN:Jan de Vries
ORG:Korenaar B.V.;Inkoop
item1.TEL;TYPE=CELL:06 12345678
TEL;TYPE="WORK,FAX":020-6234567
TEL;VALUE=uri:tel:+31-6-12345679
EMAIL;PREF=1:jan@korenaar.nl
ADR;TYPE=HOME:;;Kerkstraat 1;Amsterdam;;1012 AB;Nederland
NOTE:BSN 286759457\, en dit is zo lang dat het op de volgende re
 gel verder gaat\nen dan nog een
PHOTO;ENCODING=b;TYPE=JPEG:QlNOIDI4Njc1OTQ1Nw==
X-123456782:iets
REV:20191111T223000Z
END:VCARD
"""

OLD_CARD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jansen;Jos=C3=A9;;;
NOTE;QUOTED-PRINTABLE:Regel een=0D=0A=
Regel twee
TEL;FAX:0201234567
END:VCARD
"""

EVENT = r"""BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
END:VTIMEZONE
BEGIN:VEVENT
UID:123@google.com
CREATED:20150101T000000Z
DTSTART;TZID=Europe/Amsterdam:20191111T233000
SUMMARY:Gesprek
ORGANIZER;CN="Wilhelmina; Goudvink":mailto:w@korenaar.nl
ATTENDEE;CN=Piet Jansen;EMAIL=piet@thuis.nl:MAILTO:piet@korenaar.nl
DESCRIPTION:BSN 286759457
ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;FILENAME=a.txt:SUJBTg==
ATTACH:https://example.nl/x
END:VEVENT
BEGIN:VTODO
SUMMARY:Bellen
END:VTODO
END:VCALENDAR
"""


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def tables(decode, data, name):
    return [each.content for each in decode(data, name) if isinstance(each.content, TableChunk)]


def test_a_contact(read):
    assert read(crlf(CARD), "a.vcf") == [
        ("a.vcf!/photo on line 14", None, 1, "BSN 286759457"),
        ("a.vcf", "name", 4, "Jan de Vries"),
        ("a.vcf", "full name", 5, "Jan de Vries"),
        ("a.vcf", "company", 6, "Korenaar B.V."),
        ("a.vcf", "department", 6, "Inkoop"),
        ("a.vcf", "phone", 7, "06 12345678"),
        ("a.vcf", "fax", 8, "020-6234567"),
        ("a.vcf", "phone", 9, "+31-6-12345679"),
        ("a.vcf", "e-mail", 10, "jan@korenaar.nl"),
        ("a.vcf", "address", 11, "Kerkstraat 1, 1012 AB Amsterdam"),
        ("a.vcf", "country", 11, "Nederland"),
        (
            "a.vcf",
            "note",
            12,
            "BSN 286759457, en dit is zo lang dat het op de volgende regel verder gaat\nen dan nog een",
        ),
        ("a.vcf", "other", 15, "iets"),
    ]


def test_contacts_of_before_2000(read):
    assert read(crlf(OLD_CARD), "a.vcf") == [
        ("a.vcf", "name", 3, "José Jansen"),
        ("a.vcf", "note", 4, "Regel een\r\nRegel twee"),
        ("a.vcf", "fax", 6, "0201234567"),
    ]


def test_each_contact_has_its_row_and_its_day(decode):
    (table,) = tables(decode, (CARD + OLD_CARD).encode(), "a")
    assert table.rows == 2
    assert table.recorded.astype(str).tolist() == ["2019-11-11", "NaT"]
    assert table.row.tolist() == sorted(table.row.tolist())


def test_an_event(read, decode):
    data = crlf(EVENT)
    assert read(data, "a.ics") == [
        ("a.ics!/a.txt", None, 1, "IBAN"),
        ("a.ics", "summary", 9, "Gesprek"),
        ("a.ics", "organizer name", 10, "Wilhelmina; Goudvink"),
        ("a.ics", "e-mail", 10, "w@korenaar.nl"),
        ("a.ics", "attendee", 11, "Piet Jansen"),
        ("a.ics", "e-mail", 11, "piet@korenaar.nl piet@thuis.nl"),
        ("a.ics", "description", 12, "BSN 286759457"),
        ("a.ics", "attach", 14, "https://example.nl/x"),
        ("a.ics", "summary", 17, "Bellen"),
    ]
    (table,) = tables(decode, data, "a.ics")
    assert table.recorded.astype(str).tolist() == [str(date(2019, 11, 11)), "NaT"]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.csv"])
def test_known_by_content(decode, name):
    assert {each.item.media_type for each in decode(CARD.encode(), name)} >= {"text/vcard"}
    assert {each.item.media_type for each in decode(EVENT.encode(), name)} >= {"text/calendar"}


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_other_encodings(read, encoding):
    assert ("a.vcf", "full name", 2, "Zoë Käfer") in read(
        "BEGIN:VCARD\nFN:Zoë Käfer\nEND:VCARD\n".encode(encoding), "a.vcf"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCARD\n",
        b"BEGIN:VCARD\nN\n;;;:\nTEL;;=:\n:\n",
        b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:=\n=\n=",
        b"BEGIN:VCARD\nPHOTO;ENCODING=b:@@@@\nADR:" + b";" * 10_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999\nATTENDEE;CN=\"x:y\n",
        b"BEGIN:VCARD\n" + b"X" * 100_000 + b";" * 100_000,
        b"BEGIN:VCARD\n" + b"A;" + b'B="' * 50_000,
    ],
)  # fmt: skip
def test_broken_ones_are_read_as_far_as_they_go(read, data):
    assert all(field != "!" for _, field, *_ in read(data, "a"))


def test_a_long_address_book_comes_in_parts_and_in_little_memory(decode):
    data = b"".join(b"BEGIN:VCARD\nFN:Jan\nTEL:%d\nEND:VCARD\n" % number for number in range(2500))
    found = tables(decode, data, "a")
    assert [table.rows for table in found] == [1000, 1000, 500]
    assert found[1].line[0] == 4002
