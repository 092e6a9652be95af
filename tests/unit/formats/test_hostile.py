"""Files made to do harm, or just badly made: each costs one problem with its reason, little memory and little time."""

import bz2
import gzip
import io
import lzma
import struct
import time
import tracemalloc
import zipfile
import zlib

import lz4.frame
import pytest
import zstandard

from pdscan.model import Item
from pdscan.protocols import Limits, Problem
from tests.fuzz.seeds import seeds

MEGABYTE = b"x" * (1 << 20)
ROWS = b"naam;bsn\nJansen;111222333\n" * 20


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return seeds(tmp_path_factory.mktemp("seeds"))


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "lz4": lz4.frame.compress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_bomb(decode, peak, suffix):
    data = PACKERS[suffix](MEGABYTE * 48)
    tracemalloc.reset_peak()
    found = [
        each.content for each in decode(data, f"a.{suffix}", expanded=36 << 20) if isinstance(each.content, Problem)
    ]
    assert [each.reason for each in found][-1] == "too large"
    assert peak() < 140


def test_members_that_overlap(decode):
    """One kilobyte that a directory names ten thousand times over: https://www.bamsoftware.com/hacks/zipbomb/."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(MEGABYTE) + kernel.flush()
    checksum = zlib.crc32(MEGABYTE)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, checksum, len(packed), 1 << 20, 1, 0) + b"x"
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, checksum, len(packed), 1 << 20, 1, 0, 0, 0, 0, 0, 0
    )
    directory = (entry + b"x") * 10_000
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 10_000, 10_000, len(directory), len(local + packed), 0)
    found = decode(local + packed + directory + end, "overlap.zip")
    assert found[-1].content.reason == "too large"
    assert len(found) < 400


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml"])
def test_a_bomb_in_a_document(read, peak, part):
    text = b"<w:document xmlns:w='w'><w:p><w:t>" + b"x" * (24 << 20) + b"</w:t></w:p></w:document>"
    data = zipped({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<d/>", part: text})
    assert read(data, "a.docx", expanded=8 << 20)[-1][1:] == ("!", "too large")
    assert peak() < 120


def test_a_bomb_in_a_workbook(read, files):
    archive = zipfile.ZipFile(io.BytesIO(files["a.xlsx"]))
    members = {each: archive.read(each) for each in archive.namelist()}
    begin, end = members["xl/worksheets/sheet1.xml"].split(b"</sheetData>")
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * (24 << 20) + b"</t></is></c></row>"
    members["xl/worksheets/sheet1.xml"] = begin + row + b"</sheetData>" + end
    assert read(zipped(members), "a.xlsx", expanded=8 << 20)[-1][1:] == ("!", "too large")


def test_an_entity_bomb_in_a_document(read):
    entities = b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    text = b'<!DOCTYPE d [<!ENTITY a "ha">' + entities + b"]><d><p><t>&i;</t></p></d>"
    data = zipped({"[Content_Types].xml": b"<T/>", "word/document.xml": text})
    assert read(data, "a.docx") == [("a.docx!/word/document.xml", "!", "refused")]


def pdf(*objects):
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%b endobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n" % (len(objects) + 1)


LOOPS = {
    "a page tree that holds itself": pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"),
    "pages that hold each other": pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>",
    ),
    "a million pages that aren't there": pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 1000000>>"),
    "a table of places that leads to itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n"
    b"trailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
    "an object whose length is itself": pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length 4 0 R>>stream\nx\nendstream",
    ),
}


@pytest.mark.parametrize("reason", LOOPS)
def test_loops_in_a_pdf_end(decode, reason):
    begun = time.monotonic()
    found = decode(LOOPS[reason], "a.pdf", seconds=20.0)
    assert time.monotonic() - begun < 30
    assert len(found) < 110


def test_a_mail_of_thousands_of_parts(decode, peak):
    head = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n"
    data = head + b"--x\nContent-Type: text/plain\n\nbsn 111222333\n" * 2_000 + b"--x--\n"
    found = decode(data, "a.eml")
    assert sum(b"111222333" in each.content.data for each in found if not isinstance(each.content, Problem)) == 2_000
    assert peak() < 200


LIES = [
    ("a.csv", "b.pdf"),
    ("a.zip", "b.jpg"),
    ("a.pdf", "b.txt"),
    ("a.rtf", "b.doc"),
    ("a.docx", "b.zip"),
    ("a.7z", "b.csv"),
]


@pytest.mark.parametrize(("name", "lie"), LIES)
def test_names_that_lie(decode, files, name, lie):
    seen = b"".join(each.content.data for each in decode(files[name], lie) if not isinstance(each.content, Problem))
    assert b"111222333" in seen


def test_names_in_broken_encodings(read):
    data = zipped({"n\u00e4\u00e4m-\u202egpj.txt": ROWS, "caf\u00e9.txt": b"x"})
    broken = data.replace("n\u00e4\u00e4m".encode(), b"n\xff\xfe\xc3(m")
    paths = {path for path, *_ in read(broken)}
    for path in paths:
        path.encode()
        assert "\u202e" not in path


class Endless(io.RawIOBase):
    """A file of rows without an end, as a sparse or growing one may be: nothing is kept of it."""

    def __init__(self, head, row, size):
        self._head, self._row, self._left = head, row * (1 + (1 << 16) // len(row)), size

    def readable(self):
        return True

    def readinto(self, buffer):
        data = (self._head or self._row)[: min(len(buffer), self._left)]
        self._head = b""
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [("a.csv", b"naam;bsn\n", b"Jansen;111222333\n"), ("a.txt", b"x", b"bsn 111222333 "), ("nul.txt", b"x", b"\0")],
)
def test_files_without_an_end_take_no_memory(formats, peak, name, head, row):
    from pdscan.engine.decode import Decoder

    size = 48 << 20
    item = Item(name, open=lambda: io.BufferedReader(Endless(head, row, size)), size=size)
    for each in Decoder(formats, Limits()).decode(item):
        del each
    assert peak() < 100


def test_one_bad_item_costs_one_problem(decode, files):
    broken = {name: data[: len(data) // 2] for name, data in files.items() if name in ("a.pdf", "a.7z", "a.docx")}
    found = decode(zipped({**broken, "z.csv": ROWS}), "a.zip")
    assert found[-1].path == "a.zip!/z.csv"
    assert {each.path.split("!/")[1] for each in found if isinstance(each.content, Problem)} == set(broken)
