"""E-mail: headers, bodies, attachments, forwarded messages, mailboxes, winmail.dat, and what broken mail looks like."""

import io
import struct
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from compressed_rtf import compress

from pdscan.model import Item, TableChunk, TextChunk
from pdscan.protocols import Limits
from pdscan_targets.formats import message as message_module
from pdscan_targets.formats.message import FORMAT
from pdscan_targets.formats.tnef import FORMAT as TNEF

LONG = "Uw BSN is 111222333 en deze regel is zo lang dat hij in de bron wordt gebroken, José, echt waar."


def mail(*, cte="quoted-printable", body=f"Beste klant,\n{LONG}\nRegel drie 123456782\n"):
    message = EmailMessage()
    message["From"] = "José Jansen <jose@voorbeeld.nl>"
    message["Subject"] = "Uw gegevens é"
    message["Date"] = "Fri, 28 Feb 2020 23:30:00 +0100"
    message.set_content(body, cte=cte)
    return message


def line_of(data, words):
    return data.count(b"\n", 0, data.index(words)) + 1


def test_headers_and_body_on_their_lines(decode):
    data = mail().as_bytes()
    found = [each.content for each in decode(data, "1.eml")]
    assert [(chunk.field, chunk.label, chunk.line, chunk.recorded) for chunk in found] == [
        ("From", "From", 1, date(2020, 2, 28)),
        ("Subject", "Subject", 2, date(2020, 2, 28)),
        ("Date", "Date", 3, date(2020, 2, 28)),
        ("body", "", line_of(data, b"Beste"), date(2020, 2, 28)),
    ]
    assert found[0].data.decode() == "José Jansen <jose@voorbeeld.nl>"
    assert found[1].data.decode() == "Uw gegevens é"
    lines = found[3].data.decode().split("\n")
    assert lines[1] == LONG
    assert lines.index("Regel drie 123456782") == line_of(data, b"Regel drie") - line_of(data, b"Beste")


@pytest.mark.parametrize("cte", ["base64", "8bit", "quoted-printable"])
def test_transfer_encodings(read, cte):
    body = read(mail(cte=cte).as_bytes(), "1.eml")[-1]
    assert body[1] == "body"
    assert LONG in body[3]


def test_parts(read, decode):
    message = mail()
    message.add_alternative("<p>BSN <b>1112</b>22333</p>", subtype="html")
    message.add_attachment(b"naam;bsn\nx;111222333\n", maintype="text", subtype="csv", filename="lijst é.csv")
    message.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(50), maintype="image", subtype="png", filename="a/b\\foto.png")
    message.add_attachment(b"plain", maintype="application", subtype="octet-stream")
    data = message.as_bytes()
    found = read(data, "1.eml")
    html = [each for each in found if each[1] == "html body"]
    assert html == [("1.eml", "html body", line_of(data, b"<p>"), "\tBSN 111222333\t\n")]
    assert [each for each in found if "!/" in each[0]] == [
        ("1.eml!/lijst é.csv", "naam", 2, "x"),
        ("1.eml!/lijst é.csv", "bsn", 2, "111222333"),
        ("1.eml!/foto.png", "!", "damaged"),
        ("1.eml!/attachment.octet-stream", None, 1, "plain"),
    ]
    (table,) = [each.content for each in decode(data) if isinstance(each.content, TableChunk)]
    assert table.recorded.tolist() == [date(2020, 2, 28)]


def test_a_forwarded_message_has_its_own_date(decode):
    inner = EmailMessage()
    inner["From"] = "x@y.nl"
    inner["Date"] = "Thu, 28 Feb 2019 23:30:00 +0100"
    inner.set_content("oud bsn 123456782")
    message = mail()
    message.add_attachment(inner)
    message.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="door.eml")
    found = decode(message.as_bytes(), "1.eml")
    bodies = [(each.path, each.content.data, each.content.recorded) for each in found if each.content.field == "body"]
    assert bodies[1:] == [
        ("1.eml!/message.eml", b"oud bsn 123456782\n", date(2019, 2, 28)),
        ("1.eml!/door.eml", b"oud bsn 123456782\n", date(2019, 2, 28)),
    ]
    assert found[-1].item.recorded == datetime(2020, 2, 28, 23, 30, tzinfo=timezone(timedelta(hours=1)))


def test_messages_in_messages_are_limited(read):
    message = mail()
    for _ in range(15):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    found = read(message.as_bytes(), "1.eml")
    assert found[-1] == ("1.eml" + "!/message.eml" * 12, "!", "too deep")


def raw(headers, body=b"", kind=b"text/plain; charset=utf-8"):
    return headers + b"From: a@b.nl\nContent-Type: " + kind + b"\n\n" + body


@pytest.mark.parametrize(
    ("reason", "data", "body"),
    [
        ("a wrong charset", raw(b"To: c@d.nl\n", b"Jos\xe9", b"text/plain; charset=utf-8"), "José"),
        ("an unknown charset", raw(b"To: c@d.nl\n", b"Jos\xe9", b"text/plain; charset=x-geen"), "José"),
        ("no charset", raw(b"To: c@d.nl\n", "José".encode(), b"text/plain"), "José"),
        (
            "base64 with rubbish",
            raw(b"To: c@d.nl\nContent-Transfer-Encoding: base64\n", b"MTEx!!MjIy\nMzMz=\n"),
            "111222333",
        ),
        (
            "an unknown transfer encoding",
            raw(b"To: c@d.nl\nContent-Transfer-Encoding: x-geen\n", b"bsn 111222333"),
            "bsn 111222333",
        ),
        (
            "uuencode",
            raw(b"To: c@d.nl\nContent-Transfer-Encoding: x-uuencode\n", b"begin 666 a\n#86)C\n`\nend\n"),
            "abc",
        ),
        ("no blank line", b"From: a@b.nl\nTo: c@d.nl\ngeen header\n", "geen header\n"),
        ("a header that is no header", b"From: a@b.nl\nTo: c@d.nl\n geen: x\n\nbody", "body"),
    ],
)
def test_broken_messages(read, reason, data, body):
    assert read(data, "1.eml")[-1][3] == body


def test_multipart_without_its_end(read):
    data = raw(b"To: c@d.nl\n", b"vooraf bsn 1\n--x\n\ndeel een\n--x\n\ndeel twee", b"multipart/mixed; boundary=x")
    assert sorted(text for _, field, _, text in read(data, "1.eml") if field == "body") == [
        "deel een",
        "deel twee",
        "vooraf bsn 1",
    ]


def test_parts_that_say_the_same_and_text_after_the_last(read):
    body = b"vooraf\n--x\n\nbsn 111222333\n--x\n\nbsn 111222333\n--x--\nachteraf\n"
    found = read(raw(b"To: c@d.nl\n", body, b"multipart/mixed; boundary=x"), "1.eml")
    assert [(line, text.strip()) for _, field, line, text in found if field == "body"] == [
        (5, "vooraf"),
        (8, "bsn 111222333"),
        (11, "bsn 111222333"),
        (13, "achteraf"),
    ]


def test_headers_of_every_kind(read):
    data = (
        b"Received: from x ([192.0.2.1])\n\tby y; Fri, 28 Feb 2020\n"
        b"From: =?iso-8859-1?Q?Jos=E9?= <jose@voorbeeld.nl>\n"
        b"X-111222333: naam\n"
        b"Subject: =?utf-8?B?w6k=?= =?x-geen?Q?=E9?= =?utf-8?B?kapot?=\n"
        b"Comments: rechtstreeks \xe9\n"
        b"DKIM-Signature: v=1; b=89310000000000000001\n\n"
    )
    assert read(data, "1.eml") == [
        ("1.eml", "Received", 1, "from x ([192.0.2.1])\n\tby y; Fri, 28 Feb 2020"),
        ("1.eml", "From", 3, "José <jose@voorbeeld.nl>"),
        ("1.eml", "header", 4, "naam"),
        ("1.eml", "Subject", 5, "é é =?utf-8?B?kapot?="),
        ("1.eml", "Comments", 6, "rechtstreeks é"),
    ]


@pytest.mark.parametrize("value", ["gisteren", "Fri, 99 Feb 2020 23:30:00 +0100", "Fri, 28 Feb 99999 23:30:00 +9999"])
def test_a_date_that_is_none(decode, value):
    found = decode(f"From: a@b.nl\nTo: c@d.nl\nDate: {value}\n\nx".encode(), "1.eml")
    assert {each.content.recorded for each in found} == {None}


def test_a_hundred_thousand_headers(read):
    data = b"From: a@b.nl\nTo: c@d.nl\n" + b"X-A: b\n" * 100_000 + b"\nbody"
    found = read(data, "1.eml")
    assert len(found) == 2002
    assert found[-2][1:3] == ("header", 2001)
    assert found[-1] == ("1.eml", "body", 100_004, "body")


def test_ten_thousand_parts(read):
    data = raw(b"To: c@d.nl\n", b"--x\n\nbsn\n" * 11_000 + b"--x--", b"multipart/mixed; boundary=x")
    found = read(data, "1.eml")
    assert len(found) == 10_003
    assert found[-1] == ("1.eml", "!", "too large")


def test_multiparts_a_thousand_deep(read):
    data = b"To: c@d.nl\nFrom: a@b.nl\n"
    for n in range(1000):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
    found = read(data + b"\nbsn 111222333\n", "1.eml")
    assert ("1.eml", "!", "too deep") in found
    assert "bsn 111222333" in found[-1][3]


def test_a_message_that_is_too_large_is_text(read, monkeypatch):
    monkeypatch.setattr(message_module, "LARGEST", 100)
    data = mail().as_bytes()
    assert read(data, "1.eml") == [("1.eml", "!", "too large"), ("1.eml", None, 1, data.decode())]


MAILBOX = (
    b"From a@b Thu Jan  1 00:00:00 2020\nFrom: a@b.nl\nSubject: x\n\nEen\nFrom hier is geen begin 2020\n\n"
    b"From c@d Thu Jan  1 00:00:00 2020\nFrom: c@d.nl\nTo: x@y.nl\n\nTwee\n"
)


def test_a_mailbox(read):
    bodies = [each for each in read(MAILBOX, "inbox") if each[1] == "body"]
    assert bodies == [
        ("inbox!/message 1", "body", 4, "Een\nFrom hier is geen begin 2020\n\n"),
        ("inbox!/message 2", "body", 4, "Twee\n"),
    ]


def test_a_mailbox_of_very_long_messages(monkeypatch):
    monkeypatch.setattr(message_module, "LARGEST", 100)
    data = MAILBOX + b"x" * 300 + b"\n" + b"y\n" * 100
    stream = io.BufferedReader(io.BytesIO(data))
    members = list(FORMAT.chunks(stream, Item("inbox", io.BytesIO), Limits()))
    assert [member.path for member in members] == ["message 1", "message 2", "message 3", "message 4"]
    content = b"".join(member.open().read() for member in members)
    assert len(content) == len(data) - 2 * len(b"From a@b Thu Jan  1 00:00:00 2020\n")


@pytest.mark.parametrize(
    ("head", "name", "sure"),
    [
        (b"From: a@b.nl\nTo: c@d.nl\n\n", "x", 0.9),
        (b"Subject: hallo\n\n", "a.eml", 0.7),
        (b"Subject: hallo\n\n", "a.txt", 0.0),
        (b"Naam: Jansen\nBSN: 111222333\n", "a.eml", 0.0),
        (b"http://voorbeeld.nl\nFrom: x\n", "a.txt", 0.0),
        (b" From: a@b.nl\nTo: c@d.nl\n", "a.txt", 0.0),
        (b"From a@b.nl Thu Jan  1 00:00:00 2020\n", "x", 0.95),
        (bytes(100), "a.eml", 0.0),
        (b"", "a.eml", 0.0),
    ],
)
def test_recognising(head, name, sure):
    assert FORMAT.recognises(head, name) == sure


def attribute(level, name, kind, data):
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def mapi(*properties):
    out = struct.pack("<I", len(properties))
    for name, data in properties:
        out += struct.pack("<HHII", 0x0102, name, 1, len(data)) + data + bytes(-len(data) % 4)
    return out


def winmail():
    data = b"\x78\x9f\x3e\x22" + struct.pack("<H", 1)
    data += attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    data += attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    data += attribute(1, 0x8004, 1, "Uw gegevens é\0".encode("cp1252"))
    data += attribute(1, 0x800C, 2, "Beste José, bsn 111222333".encode("cp1252"))
    data += attribute(
        1, 0x9003, 6, mapi((0x1013, b"<p>bsn <b>1234</b>56782</p>"), (0x1009, compress(rb"{\rtf1 bsn 123456782}")))
    )
    data += attribute(2, 0x9002, 6, bytes(14))
    data += attribute(2, 0x8010, 1, b"lijst.csv\0")
    data += attribute(2, 0x800F, 6, b"naam;bsn\nx;111222333\n")
    data += attribute(2, 0x9002, 6, bytes(14))
    return data + attribute(2, 0x800F, 6, b"bijlage zonder naam")


def test_winmail_dat(read):
    message = mail()
    message.add_attachment(winmail(), maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = [each for each in read(message.as_bytes(), "1.eml") if "winmail" in each[0]]
    path = "1.eml!/winmail.dat"
    assert found == [
        (path, "Subject", 1, "Uw gegevens é"),
        (path, "body", 1, "Beste José, bsn 111222333"),
        (path, "html body", 1, "\tbsn 123456782\t"),
        (f"{path}!/body.rtf", None, 1, "bsn 123456782"),
        (f"{path}!/lijst.csv", "naam", 2, "x"),
        (f"{path}!/lijst.csv", "bsn", 2, "111222333"),
        (f"{path}!/attachment 2", None, 1, "bijlage zonder naam"),
    ]


def test_a_broken_winmail_dat(read, monkeypatch):
    assert [each[1] for each in read(winmail()[:60], "winmail.dat")][-1] == "!"
    monkeypatch.setattr("pdscan_targets.formats.tnef.LARGEST", 10)
    assert read(winmail(), "winmail.dat") == [("winmail.dat", "!", "too large")]
    assert TNEF.recognises(b"x", "winmail.dat") == 0


def test_chunks_are_text(decode):
    assert {type(each.content) for each in decode(mail().as_bytes())} == {TextChunk}
