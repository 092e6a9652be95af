"""What the demo keeps of websites: visits, forms, analytics accounts, zones, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from pdscan.demo.answers import DAY, AnswerKey
from pdscan.demo.certificates import certificate
from pdscan.demo.customers import OVERDUE, WORST, Customer
from pdscan.demo.files import write
from pdscan.demo.share import SYSTEM
from pdscan.demo.values import Values
from pdscan.model import Kind

HOSTED = 20
"""So many customers, those who left among them, have a website, a domain and a certificate."""


def files(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """All of it, on the share."""
    _visits(root, values, key)
    _form(root, customers, key)
    _analytics(root, customers[:HOSTED], values, key)
    _zones(root, customers[:HOSTED], values, key)
    _certificates(root, customers[:HOSTED], key)


def _kept_too_long(key: AnswerKey, unit: str, entities: dict[str, int]) -> None:
    """Of each who left, so many values are still there."""
    for entity, each in entities.items():
        key.expect(Kind.OVER_RETAINED, (SYSTEM, unit, ""), entity, each * len(OVERDUE), WORST)


def _visits(root: Path, values: Values, key: AnswerKey) -> None:
    """One year is allowed; addresses of visitors are declared nowhere for the website."""
    days = [DAY - timedelta(days=3 * number) for number in range(60)]
    older = [date(2025, 10, 31), date(2025, 9, 1), date(2024, 2, 29)]
    lines = [
        f'{values.address()} - - [{day:%d/%b/%Y}:09:15:00 +0100] "GET /pagina-{number} HTTP/1.1" 200 5120 "-" "-"\n'
        for number, day in enumerate(sorted(days + older))
    ]
    write(root, "weblogs/access.log", "".join(lines), DAY)
    place = SYSTEM, "weblogs", ""
    key.expect(Kind.OVER_RETAINED, place, "traffic_log", len(older), (DAY - date(2025, 2, 28)).days)
    key.expect(Kind.UNDECLARED_FOR_SERVICE, place, "ip", len(lines))


def _form(root: Path, customers: Sequence[Customer], key: AnswerKey) -> None:
    """Of people who are no customers yet, nobody knows when their service ends."""
    count = 15
    rows = [
        f"{each.contact};{each.email};{each.phone};Kunt u mij terugbellen?;2026-10-{number + 1:02d}\n"
        for number, each in enumerate(customers[20 : 20 + count])
    ]
    write(root, "formulier/inzendingen.csv", "naam;email;telefoon;bericht;datum\n" + "".join(rows))
    for field, entity in (("", "contact_form"), ("email", "email"), ("telefoon", "phone")):
        key.expect(Kind.RETENTION_UNKNOWN, (SYSTEM, "formulier", field), entity, count)


def _analytics(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    """The statement declares the account twice, for two parties."""
    for customer in customers:
        script = f"<script>ga('create', 'UA-{values.chance.randint(10**6, 10**7)}-1', 'auto');</script>"
        write(root, f"websites/{customer.id}.html", f"<html><head>{script}</head><body>Welkom</body></html>\n")
    place = SYSTEM, "websites", "script"
    key.expect(Kind.CONFLICTING_ENTRIES, place, "analytics_account", len(customers))
    key.expect(Kind.OVER_RETAINED, place, "analytics_account", len(OVERDUE), WORST)


def _zones(root: Path, customers: Sequence[Customer], values: Values, key: AnswerKey) -> None:
    for number, customer in enumerate(customers):
        domain = f"domein-{number}-demo.nl"
        zone = (
            f"$ORIGIN {domain}.\n$TTL 3600\n"
            f"@ IN SOA ns1.webcircuit-demo.nl. hostmaster.{domain}. 2026013101 7200 3600 1209600 3600\n"
            f"@ IN NS ns1.webcircuit-demo.nl.\nwww IN A {values.address()}\n"
        )
        write(root, f"zones/{customer.id}.zone", zone)
    _kept_too_long(key, "zones", {"zone_file": 1, "email": 1, "ip": 1})


def _certificates(root: Path, customers: Sequence[Customer], key: AnswerKey) -> None:
    for number, customer in enumerate(customers):
        domain = f"domein-{number}-demo.nl"
        content = certificate(f"www.{domain}", [f"www.{domain}", domain], f"beheer@{domain}")
        write(root, f"certificaten/{customer.id}.pem", content)
    _kept_too_long(key, "certificaten", {"certificate": 1, "common_name": 1, "san_domain": 2})
    place = SYSTEM, "certificaten", "certificate"
    key.expect(Kind.OVER_RETAINED, place, "email", len(OVERDUE), WORST)
