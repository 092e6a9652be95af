"""An organisation full of canaries: every kind of personal data in every kind of place, whole and broken."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.canaries import CANARIES
from tests.unit.formats.outlook import BODY, DATA, FILE_NAME, NAME, SENDER, SENDER_SMTP, SUBJECT, msg
from tests.unit.formats.pst_file import Mail, pst

BSN = CANARIES["bsn"]
TEXT = "".join(f"{name.replace('_', ' ')}: {value}\n" for name, value in CANARIES.items())
"""Each canary on a line of its own, behind its label."""

LETTER = " en ".join(f"{name.replace('_', ' ')} {value}" for name, value in CANARIES.items())
"""All canaries in one long sentence."""

ROWS = [list(CANARIES), list(CANARIES.values())]
_OFFICE = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'


def delimited(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("map/brief.txt")
        member.size = len(TEXT.encode())
        archive.addfile(member, io.BytesIO(TEXT.encode()))
    return out.getvalue()


def message(number: int) -> EmailMessage:
    """A message with canaries in its headers, body, HTML, attachments and the message within it."""
    made = EmailMessage()
    made["From"], made["To"] = f"{CANARIES['person_name']} <{CANARIES['email']}>", "klant@bedrijf.nl"
    made["Subject"] = f"BSN {BSN} van {CANARIES['person_name']}"
    made["Date"] = f"{number:02} Jan 2023 10:00:00 +0100"
    made["Message-ID"] = f"<bericht-{number}>"
    made.set_content(f"Geachte é,\n{TEXT}", cte="quoted-printable")
    made.add_alternative(f"<p>{LETTER}</p>", subtype="html", cte="base64")
    made.add_attachment(delimited(ROWS).encode(), "text", "csv", filename="lijst.csv")
    inner = EmailMessage()
    inner["Subject"] = f"IBAN {CANARIES['iban']}"
    inner.set_content(TEXT)
    made.add_attachment(inner)
    return made


def workbook() -> bytes:
    import openpyxl

    made = openpyxl.Workbook()
    for row in ROWS:
        made.active.append(row)
    second = made.create_sheet("Zonder kop")
    second.append(ROWS[1])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def document() -> bytes:
    import docx

    made = docx.Document()
    made.core_properties.author = CANARIES["person_name"]
    made.add_paragraph(TEXT)
    table = made.add_table(2, len(CANARIES))
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def open_document(kind: str, content: str) -> bytes:
    body = f"<office:document-content {_OFFICE}>{content}</office:document-content>"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": body,
            "META-INF/manifest.xml": "<manifest/>",
        },
        zipfile.ZIP_STORED,
    )


def pdf() -> bytes:
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(out, metadata={"Author": CANARIES["person_name"]}) as pages:
        figure = Figure(figsize=(8, 11))
        figure.text(0.05, 0.5, TEXT)
        pages.savefig(figure)
    return out.getvalue()


def xml(values: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items())


def sql_dump() -> str:
    values = ", ".join(f"'{each}'" for each in CANARIES.values())
    columns = ", ".join(CANARIES)
    created = ", ".join(f"{name} text" for name in CANARIES)
    return f"-- {LETTER}\nCREATE TABLE klanten ({created});\nINSERT INTO klanten ({columns}) VALUES ({values});\n"


OUTLOOK = {SUBJECT: f"BSN {BSN}", BODY: TEXT, SENDER: CANARIES["person_name"], SENDER_SMTP: CANARIES["email"]}
"""A message as Outlook keeps it."""


def store() -> bytes:
    """A store of Outlook, with a message in a message."""
    attached = [{FILE_NAME: "lijst.txt", DATA: TEXT.encode()}, {NAME: "door", DATA: Mail(OUTLOOK)}]
    return pst({"Postvak": [Mail(OUTLOOK, [{NAME: CANARIES["person_name"]}], attached)]})


def card() -> str:
    lines = [f"FN:{CANARIES['person_name']}", f"TEL:{CANARIES['phone']}", f"X-{BSN}:{BSN}", f"NOTE:{LETTER}"]
    return "\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])


def event() -> str:
    who = f"ATTENDEE;CN={CANARIES['person_name']}:mailto:{CANARIES['email']}"
    return f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{who}\nX-{BSN}:{BSN}\nDESCRIPTION:{LETTER}\nEND:VEVENT\nEND:VCALENDAR\n"


READABLE: dict[str, Callable[[], str | bytes]] = {
    "brief.txt": lambda: TEXT,
    "regel.txt": lambda: LETTER,
    "utf16.txt": lambda: TEXT.encode("utf-16"),
    "app.log": lambda: f"2026-01-02 10:00:00 INFO {LETTER}\n" * 3,
    "klanten.csv": lambda: delimited(ROWS),
    "klanten.tsv": lambda: delimited(ROWS, "\t"),
    "zonder-kop.csv": lambda: delimited([ROWS[1]] * 2, ";"),
    "klanten.json": lambda: json.dumps([CANARIES | {"diep": dict(CANARIES)}]),
    "op-waarde.json": lambda: json.dumps({value: {"bsn": BSN, value: value} for value in CANARIES.values()}),
    "klanten.ndjson": lambda: json.dumps(dict(CANARIES)) + "\n" + json.dumps(list(CANARIES.values())) + "\n",
    "klanten.xml": lambda: f'<klanten bron="BSN {BSN}">{f"<klant>{xml(CANARIES)}</klant>" * 2}</klanten>',
    "pagina.html": lambda: f"<title>BSN {BSN}</title><!-- {LETTER} --><p title='{LETTER}'>{TEXT}</p>",
    "dump.sql": sql_dump,
    "bericht.eml": lambda: bytes(message(1)),
    "pak.zip": lambda: zipped({"a.txt": TEXT, "b.zip": zipped({"c.csv": delimited(ROWS)})}),
    "pak.tar.gz": tarred,
    "brief.txt.gz": lambda: gzip.compress(TEXT.encode()),
    "brief.txt.bz2": lambda: bz2.compress(TEXT.encode()),
    "brief.txt.xz": lambda: lzma.compress(TEXT.encode()),
    "blad.xlsx": workbook,
    "brief.docx": document,
    "brief.odt": lambda: open_document("text", f"<text:p>{LETTER}</text:p>"),
    "brief.pdf": pdf,
    "adressen.vcf": card,
    "agenda.ics": event,
    "bericht.msg": lambda: msg(
        OUTLOOK, [{NAME: CANARIES["person_name"]}], [{FILE_NAME: "lijst.txt", DATA: TEXT.encode()}]
    ),
    "archief.pst": store,
}
"""Files that are read wholly."""


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


BROKEN: dict[str, Callable[[], str | bytes]] = {
    "half.zip": lambda: half(zipped({"a.txt": TEXT * 20, "b.txt": TEXT * 20}, zipfile.ZIP_STORED)),
    "half.gz": lambda: half(gzip.compress(TEXT.encode() * 50)),
    "half.xlsx": lambda: half(workbook()),
    "half.docx": lambda: half(document()),
    "half.pdf": lambda: half(pdf()),
    "half.eml": lambda: half(bytes(message(2))),
    "half.msg": lambda: half(msg(OUTLOOK)),
    "half.pst": lambda: half(store()),
    "stuk.json": lambda: f'{{"bsn": "{BSN}", "{BSN}": [{BSN},, ]',
    "stuk.xml": lambda: f"<klant><bsn>{BSN}</bsn><{BSN}>{TEXT}</klant>",
    "stuk.csv": lambda: f'naam;bsn\n"{TEXT}\n{LETTER};"x""\0\n',
    "stuk.sql": lambda: sql_dump() + f"INSERT INTO klanten VALUES ('{BSN}', '{LETTER}",
    "stuk.txt": lambda: TEXT.encode() + b"\xff\xfe\x00\x80" * 50,
    "crash.canary": lambda: b"CRASH" + TEXT.encode(),
}
"""Files that are broken, or break their parser, in the middle of what nobody may see."""


def share(folder: Path) -> Path:
    """A share with all of them."""
    for place, contents in (("heel", READABLE), ("stuk", BROKEN)):
        (folder / place).mkdir(parents=True, exist_ok=True)
        for name, make in contents.items():
            content = make()
            (folder / place / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def database(path: Path) -> Path:
    """Tables of canaries: as columns, as JSON, as files, by keys that are values; and views that fail over one."""
    columns = ", ".join(f"{name} TEXT" for name in CANARIES)
    marks = ", ".join("?" for _ in CANARIES)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE klanten (id TEXT PRIMARY KEY, {columns})")
        for number in range(20):
            connection.execute(f"INSERT INTO klanten VALUES (?, {marks})", [f"K{number}", *CANARIES.values()])
        connection.execute("CREATE TABLE los (bsn TEXT PRIMARY KEY, extra JSON, bestand BLOB)")
        extra = json.dumps({"bsn": BSN, BSN: LETTER})
        connection.execute("INSERT INTO los VALUES (?, ?, ?)", (BSN, extra, zipped({"a.txt": TEXT})))
        connection.execute("INSERT INTO los VALUES (?, ?, ?)", (f"x{BSN}", f'{{"stuk": {BSN}', half(workbook())))
        connection.execute(f"CREATE VIEW kapot AS SELECT abs(-9223372036854775808) AS x, '{BSN}' AS y FROM klanten")
        connection.execute("CREATE TABLE weg (x TEXT)")
        connection.execute(f"CREATE VIEW zonder AS SELECT x, '{BSN}' AS y FROM weg")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'weg'")
    return path


def maildir(folder: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number in (1, 2):
        (folder / f"cur/{number}.host:2,S").write_bytes(bytes(message(number)))
    return folder


def mbox(path: Path) -> Path:
    lines = b"".join(b"From x Tue Jan  3 10:00:00 2023\n" + bytes(message(number)) + b"\n" for number in (1, 2))
    path.write_bytes(lines)
    return path


PLUGINS = {
    "canary_plugins.py": '''
from pathlib import Path
from collections.abc import Iterator
from typing import Any

from pdscan.model import Unit


class Crashing:
    """A format whose parser tells the whole world what it choked on."""

    media_types = ("application/x-canary",)
    suffixes = (".canary",)

    def recognises(self, head: bytes, name: str) -> float:
        return 1.0 if head.startswith(b"CRASH") else 0.0

    def chunks(self, stream: Any, item: Any, limits: Any) -> Iterator[Any]:
        raise ValueError(f"can't parse {stream.read()!r}")
        yield


class Leaky:
    """A target that fails while it is listed, or read."""

    schemes = ("leaky",)

    def __init__(self, url: str, options: Any) -> None:
        self._listed = url != "leaky:list"

    def units(self) -> Iterator[Unit]:
        if not self._listed:
            raise row_error() from KeyError(VALUE)
        yield Unit("rijen", "table")

    def read(self, unit: Unit, since: Any = None) -> Iterator[Any]:
        raise row_error() from KeyError(VALUE)
        yield

    def check(self) -> Any:
        raise row_error()

    def cursor(self, unit: Unit, without: object = ()) -> None:
        return None

    def sampled(self, unit: Unit) -> bool:
        return False

    def close(self) -> None:
        pass


VALUE = Path("share/heel/brief.txt").read_text()


def row_error() -> Exception:
    return RuntimeError(f"row {VALUE!r} is broken")


FORMAT = Crashing()
TARGET = Leaky
''',
    "canary_plugins-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: canary-plugins\nVersion: 1.0\n",
    "canary_plugins-1.0.dist-info/entry_points.txt": (
        "[pdscan.formats]\ncanary = canary_plugins:FORMAT\n[pdscan.targets]\nleaky = canary_plugins:TARGET\n"
    ),
}


def plugins(folder: Path) -> Path:
    """A third party's package that is careless with what it reads."""
    for name, content in PLUGINS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def findings(output: str) -> list[dict[str, Any]]:
    """The findings in NDJSON."""
    return [each for each in map(json.loads, output.splitlines()) if each["type"] == "finding"]
