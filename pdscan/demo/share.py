"""The demo's file share: directories that grew over the years."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pdscan.demo.answers import AnswerKey
from pdscan.demo.customers import OVERDUE, WORST, Customer
from pdscan.demo.files import WRITTEN, write
from pdscan.demo.values import Values
from pdscan.model import Kind

SYSTEM = "share"


class Share:
    """The folder, its files made one by one."""

    def __init__(self, root: Path, values: Values, key: AnswerKey) -> None:
        self._root, self._values, self._key = root, values, key

    def build(self, customers: Sequence[Customer]) -> None:
        """Make every directory, and write down what is in it."""
        self._documentation()
        self._order_lists()
        self._notes()
        self._logs()
        self._customer_files(customers)
        self._forgotten()
        self._personnel()
        self._domain_holders(customers)
        self._unreadable()

    def _write(self, name: str, content: str | bytes, day: date = WRITTEN) -> None:
        write(self._root, name, content, day)

    def _documentation(self) -> None:
        for number in range(30):
            text = f"Voorbeeld {number}: betaal op NL91ABNA0417164300 en mail naar gebruiker@example.com.\n"
            self._write(f"documentatie/handleiding-{number:02d}.md", text + self._values.sentence(30))
        self._key.trap("documentatie: the IBAN and the address are examples from documentation")

    def _order_lists(self) -> None:
        for number in range(20):
            rows = "".join(f"{self._values.order_number()};{self._values.serial()};{n}\n" for n in range(50))
            self._write(f"orders/week-{number:02d}.csv", f"ordernummer;toestel;aantal\n{rows}")
        self._key.trap("orders: nine-digit order numbers and serial numbers like IMEIs")

    def _notes(self) -> None:
        for number in range(20):
            text = (
                f"Versie 1.2.3.{number} van 29-02-2024, bedrag EUR 123.456,78, ticket {self._values.order_number()}.\n"
            )
            self._write(f"notities/notitie-{number:02d}.txt", text + self._values.sentence(30))
        self._key.trap("notities: versions like IP addresses, amounts, ticket numbers")

    def _logs(self) -> None:
        for number in range(10):
            lines = [
                f"2026-10-{n % 28 + 1:02d}T02:15:{n % 60:02d}Z INFO job={1_790_000_000_000 + n} duur={n * 3}ms"
                for n in range(80)
            ]
            self._write(f"logs/backup-{number}.log", "\n".join(lines) + "\n")
        self._key.trap("logs: timestamps in milliseconds")

    def _customer_files(self, customers: Sequence[Customer]) -> None:
        for customer in customers[:30]:
            letter = f"Contact: {customer.email}, mobiel {customer.phone}.\n{self._values.sentence(20)}\n"
            self._write(f"klantdossiers/{customer.id}/brief.txt", letter)
            self._write(f"klantdossiers/{customer.id}/notitie.txt", self._values.sentence(20))
        for customer_id, days in OVERDUE.items():
            for entity in ("email", "phone"):
                place = SYSTEM, f"klantdossiers/{customer_id}", ""
                self._key.expect(Kind.OVER_RETAINED, place, entity, 1, days)

    def _forgotten(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            rows = "".join(f"{self._values.person()};{self._values.bsn()}\n" for _ in range(25))
            archive.writestr("klanten.csv", f"naam;bsn\n{rows}")
        people = [{"naam": self._values.person(), "mail": f"lid{n}@vereniging-demo.nl"} for n in range(10)]
        numbers = "".join(f"<tr><td>{self._values.person()}<td>{self._values.mobile()}</tr>" for _ in range(8))
        self._write("oud/export-2014.zip", out.getvalue(), date(2014, 7, 1))
        self._write("oud/leden.json", json.dumps(people, indent=1), date(2014, 7, 1))
        self._write("oud/bellijst.html", f"<html><body><table>{numbers}</table></body></html>", date(2014, 7, 1))
        self._write("oud/leesmij.txt", self._values.sentence(20), date(2014, 7, 1))
        self._key.expect(Kind.UNASSIGNED, (SYSTEM, "oud", ""), "", 25 + 10 + 8)

    def _personnel(self) -> None:
        plates = "".join(f"{n};{self._values.plate()}\n" for n in range(12))
        self._write("hr/wagenpark.csv", f"auto;kenteken\n{plates}")
        licences = "".join(f"rijbewijsnummer {self._values.licence()}\n" for _ in range(4))
        self._write("hr/rijbewijzen.txt", licences)
        self._write("hr/verlof.txt", self._values.sentence(20))
        self._key.expect(Kind.UNDECLARED, (SYSTEM, "hr", "kenteken"), "license_plate", 12)
        self._key.expect(Kind.UNDECLARED, (SYSTEM, "hr", ""), "drivers_licence", 4)

    def _domain_holders(self, customers: Sequence[Customer]) -> None:
        """A list that two services keep, for which the statement says two things."""
        rows = "".join(f"{c.id};{c.email};{c.phone}\n" for c in customers[:20])
        self._write("hosting/domeinhouders.csv", f"klant;email;telefoon\n{rows}")
        for field, entity in (("email", "email"), ("telefoon", "phone")):
            place = SYSTEM, "hosting", field
            self._key.expect(Kind.CONFLICTING_ENTRIES, place, entity, 20)
            self._key.expect(Kind.OVER_RETAINED, place, entity, len(OVERDUE), WORST)

    def _unreadable(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("geheim.txt", self._values.sentence(20))
        locked = out.getvalue().replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01", 1)
        self._write(
            "overig/geheim.zip", locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
        )
        self._write("overig/scan.png", _notice("Parkeren alleen voor bezoekers", "Meld u bij de receptie"))
        self._key.trap("overig: a notice on a picture, in which there is nothing; without OCR it is skipped")


def _notice(*lines: str) -> bytes:
    """A picture with words on it."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(picture).text((60, 80), "\n".join(lines), fill=0, font=ImageFont.load_default(48))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
