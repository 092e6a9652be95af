"""A small good file of every format: what the fuzzer breaks."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import subprocess
import tarfile
import wave
import zipfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import docx
import lz4.frame
import openpyxl
import py7zr
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from PIL import Image

from tests.unit.formats.compound import compound

ROWS = b"naam;bsn;datum\nJansen;111222333;2020-02-29\nde Vries;123456782;1970-01-01\n" * 5
PEOPLE = b'[{"naam": "Jansen", "bsn": "111222333", "adres": {"plaats": "Delft"}}, {"naam": null, "x": [1, 2.5]}]'
PAGE = (
    b"<html><head><title>t</title></head><body><table><tr><td>bsn</td><td>111222333</td></tr></table><!-- c --></body>"
)
DUMP = (
    b"-- MySQL dump\nCREATE TABLE `k` (`naam` text, `bsn` int);\nINSERT INTO `k` VALUES ('J''x',111222333),(NULL,1);\n"
)
COPY = (
    b"--\n-- PostgreSQL database dump\n--\nCOPY public.k (naam, bsn) FROM stdin;\nJansen\t111222333\n\\N\t\\\\x\n\\.\n"
)
RICH = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\author J}}bsn 111222333\par\u8364?\'e9{\pict ff}}"
DRAWING = b'<?xml version="1.0"?><k><p bsn="111222333">Jansen</p><p bsn="1">x</p></k>'


def seeds(folder: Path) -> dict[str, bytes]:
    """The files by a name with their usual suffix; `folder` is for programs that need one."""
    return {
        "a.csv": ROWS,
        "a.json": PEOPLE,
        "a.ndjson": b'{"bsn": 111222333}\n{"bsn": 2}\n',
        "a.xml": DRAWING,
        "a.html": PAGE,
        "mysql.sql": DUMP,
        "pg.sql": COPY,
        "a.rtf": RICH,
        "a.txt": "bsn 111222333 é\n".encode("utf-16"),
        "a.eml": _mail(),
        "a.mbox.txt": b"From x@y Sat Jan  1 00:00:00 2020\n" + _mail() + b"\n\n",
        "a.zip": zipped({"a.csv": ROWS, "b.html": PAGE}),
        "a.tar": _tarred(),
        "a.gz": gzip.compress(ROWS),
        "a.bz2": bz2.compress(ROWS),
        "a.xz": lzma.compress(ROWS),
        "a.zst": zstandard.ZstdCompressor().compress(ROWS),
        "a.lz4": lz4.frame.compress(ROWS),
        "a.7z": _sevenzip(),
        "a.iso": _libarchive(folder, "iso9660"),
        "a.cpio": _libarchive(folder, "newc"),
        "a.xlsx": _workbook(),
        "a.xls": (Path(__file__).parents[1] / "unit/formats/klanten.xls").read_bytes(),
        "a.docx": _document(),
        "a.odt": _open_document(),
        "a.doc": compound(_word()),
        "a.ppt": compound({"PowerPoint Document": struct.pack("<HHI", 0, 0x0FA8, 9) + b"111222333"}),
        "a.pdf": _pdf(),
        "a.png": _picture("PNG"),
        "a.tif": _picture("TIFF"),
        "a.dbf": _table(),
        "a.wav": _sound(),
        "a.der": _certificate(Encoding.DER),
        "a.pem": _certificate(Encoding.PEM),
    }


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "bsn é"
    message.set_content("bsn 111222333\n")
    message.add_alternative("<p>bsn 111222333</p>", subtype="html")
    message.add_attachment(ROWS, maintype="text", subtype="csv", filename="a.csv")
    return message.as_bytes()


def _tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(ROWS)
        archive.addfile(info, io.BytesIO(ROWS))
    return out.getvalue()


def _sevenzip() -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(ROWS, "a.csv")
    return out.getvalue()


def _libarchive(folder: Path, kind: str) -> bytes:
    (folder / "a.csv").write_bytes(ROWS)
    command = ["bsdtar", "-cf", "-", f"--format={kind}", "-C", str(folder), "a.csv"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["naam", "bsn"], ["Jansen", 111222333], ["x", None]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _document() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("bsn 111222333")
    document.add_table(1, 2).cell(0, 0).text = "x"
    document.save(out)
    return out.getvalue()


def _open_document() -> bytes:
    text = b'<office:document-content xmlns:office="o" xmlns:text="t"><text:p>bsn 111222333</text:p>'
    kind = b"application/vnd.oasis.opendocument.text"
    members = {"mimetype": kind, "content.xml": text + b"</office:document-content>", "META-INF/manifest.xml": b"<m/>"}
    return zipped(members)


def _word() -> dict[str, bytes]:
    text = "bsn 111222333\r".encode("utf-16-le")
    document = bytearray(struct.pack("<H8xH", 0xA5EC, 0x0200).ljust(0x800, b"\0"))
    table = struct.pack("<BIIIHIH", 2, 16, 0, len(text) // 2, 0, 0x800, 0)
    struct.pack_into("<II", document, 0x1A2, 0, len(table))
    return {"WordDocument": bytes(document) + text, "1Table": table}


def _pdf() -> bytes:
    content = b"BT /F1 12 Tf 72 720 Td (bsn 111222333) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        b"<</Title(x)/Parent 6 0 R/Next 7 0 R>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table) + tail


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 40), 200).save(out, kind)
    return out.getvalue()


def _table() -> bytes:
    field = b"BSN".ljust(11, b"\0") + b"C" + bytes(4) + bytes([9]) + bytes(15)
    return struct.pack("<4BIHH20x", 3, 120, 2, 29, 1, 65, 10) + field + b"\r 111222333\x1a"


def _sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(200))
    return out.getvalue()


def _certificate(encoding: Encoding) -> bytes:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jan Jansen")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(365))
    return made.sign(key, SHA256()).public_bytes(encoding)
