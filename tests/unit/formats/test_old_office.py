"""Word and PowerPoint of before 2007, and RTF: written by the tests from the published layouts."""

import struct

import pytest

from tests.unit.formats.compound import compound

TEXT = "Beste Jan,\rbsn 111222333\x07€ 5\x07\x07\r"


def word(text=TEXT, flags=0x0200, single=False, header=""):
    """A Word 97 document: its text in two pieces, body and header."""
    encoded = text.encode("cp1252") if single else text.encode("utf-16-le")
    begin, second = 0x800, 0x800 + len(encoded)
    document = bytearray(struct.pack("<H8xH", 0xA5EC, flags).ljust(begin, b"\0"))
    places = struct.pack("<3I", 0, len(text), len(text) + len(header))
    first = begin * 2 | 0x40000000 if single else begin
    pieces = b"".join(struct.pack("<HIH", 0, where, 0) for where in (first, second))
    table = b"\x01\x02\0ab" + b"\x02" + struct.pack("<I", len(places + pieces)) + places + pieces
    struct.pack_into("<II", document, 0x1A2, 16, len(table))
    return {"WordDocument": bytes(document) + encoded + header.encode("utf-16-le"), "1Table": bytes(16) + table}


def record(kind, content, container=False):
    return struct.pack("<HHI", 0xF if container else 0, kind, len(content)) + content


@pytest.mark.parametrize("single", [False, True])
def test_a_word_document(read, single):
    data = compound(word(single=single, header="J. Jansen\r"))
    for name in ("brief.doc", "naamloos"):
        ((path, field, _, text),) = read(data, name)
        assert (path, field) == (name, "document")
        assert text == "Beste Jan,\nbsn 111222333\t€ 5\t\t\nJ. Jansen\n"


def test_a_word_document_that_is_locked_or_broken(read):
    assert read(compound(word(flags=0x0300)), "a.doc") == [("a.doc", "!", "encrypted")]
    assert read(compound({**word(), "1Table": b""}), "a.doc") == [("a.doc", "!", "damaged")]
    assert read(compound(word())[:1024], "a.doc") == [("a.doc", "!", "damaged")]
    assert read(compound({"EncryptedPackage": b"x"}), "a.docx") == [("a.docx", "!", "encrypted")]
    assert read(compound({"Iets": b"x"}), "a.doc") == [("a.doc", "!", "unknown format")]


def test_a_piece_table_that_asks_for_more_than_there_is(read, peak):
    parts = word()
    table = bytearray(parts["1Table"].ljust(4096, b"\0"))
    count = 300
    places = struct.pack(f"<{count + 1}I", *((1 << 31) * (n % 2) for n in range(count + 1)))
    pieces = struct.pack("<HIH", 0, 0x800, 0) * count
    table[16:] = b"\x02" + struct.pack("<I", len(places + pieces)) + places + pieces
    read(compound({**parts, "1Table": bytes(table)}), "a.doc")
    assert peak() < 40


def test_word_6(read):
    text = b"bsn 111222333\rcaf\xe9\r"
    document = struct.pack("<H8xH", 0xA5DC, 0).ljust(0x18, b"\0") + struct.pack("<II", 0x300, 0x300 + len(text))
    found = read(compound({"WordDocument": document.ljust(0x300, b"\0") + text}), "a.doc")
    assert found == [("a.doc", "document", 1, "bsn 111222333\ncafé\n")]


def test_a_presentation(read):
    slide = record(0x0FA0, "bsn 111222333\r".encode("utf-16-le")) + record(0x0FA8, b"Agenda")
    data = compound({"PowerPoint Document": record(0x03E8, record(0x0FF0, slide, True), True)})
    ((path, field, _, text),) = read(data, "a.ppt")
    assert (path, field, text.strip("\n")) == ("a.ppt", "slides", "bsn 111222333\n\nAgenda")
    locked = compound({"PowerPoint Document": b"", "EncryptedSummary": b""})
    assert read(locked, "a.ppt") == [("a.ppt", "!", "encrypted")]


def test_an_embedded_file(read):
    content = b"naam;bsn\nx;123456782\n"
    native = bytes(6) + b"a.csv\0C:\\a.csv\0" + bytes(4) + bytes(4) + len(content).to_bytes(4, "little") + content
    found = read(compound({**word(), "\x01Ole10Native": native}), "a.doc")
    assert found[1:] == [("a.doc!/a.csv", "naam", 2, "x"), ("a.doc!/a.csv", "bsn", 2, "123456782")]


@pytest.mark.parametrize(
    ("reason", "document", "expected"),
    [
        ("paragraphs", rb"{\rtf1 een\par twee}", "een\ntwee"),
        ("a number cut by formatting", rb"{\rtf1 bsn {\b 111}222333}", "bsn 111222333"),
        ("bytes of a code page", rb"{\rtf1\ansicpg1250 \'e8}", "č"),
        ("Unicode, with what old programs show", rb"{\rtf1\uc1 5\u8364?}", "5€"),
        ("cells", rb"{\rtf1 a\cell 111222333\cell\row}", "a\t111222333\t\n"),
        ("a font is no text", rb"{\rtf1{\fonttbl{\f0 Jansen;}}x}", "x"),
        ("the header is text", rb"{\rtf1{\header J. Jansen}x}", "\nJ. Jansen\nx"),
        ("hidden text is text", rb"{\rtf1{\v geheim}x}", "geheimx"),
        ("binary data is skipped", b"{\\rtf1 x\\bin5 }}}{{y}", "xy"),
    ],
)
def test_rtf(read, reason, document, expected):
    assert read(document, "a.doc") == [("a.doc", None, 1, expected)], reason


def test_rtf_that_breaks_off_or_holds_pictures(read):
    assert read(rb"{\rtf1 een") == [("test", None, 1, "een"), ("test", "!", "damaged")]
    assert read(rb"{\rtf1 een{\pict ffd8}}") == [("test", None, 1, "een"), ("test", "!", "unknown format")]
    assert read(b"{\\rtf1" + b"{" * 10_000)[-1] == ("test", "!", "too deep")


def test_a_token_on_the_edge_of_a_block(read):
    for pad in range(8):
        data = b"{\\rtf1 " + b"x" * ((1 << 18) - 12 + pad) + b"\\u8364?\\'e9}"
        assert read(data)[0][3].endswith("x€é")
