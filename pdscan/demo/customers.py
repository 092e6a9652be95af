"""Webcircuit's forty customers, six of whom have left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdscan.demo.answers import DAY
from pdscan.demo.values import Values, address

SERVICES = ("Domeinen", "Hosting", "Internetverbinding", "Mobiele telefonie")
LEFT = {
    "K0001": date(2026, 10, 31),
    "K0002": DAY,
    "K0003": date(2024, 2, 29),
    "K0004": date(2025, 12, 31),
    "K0005": date(2019, 6, 30),
    "K0006": date(2026, 1, 15),
}
"""The last day of service: K0001 left yesterday; K0002's last day, which is still allowed, is the day itself."""
OVERDUE = {customer: (DAY - end).days for customer, end in LEFT.items() if end < DAY}
"""By how many days what is kept of those who left is overdue, where it lasts as long as the service."""
WORST = max(OVERDUE.values())


@dataclass(frozen=True, slots=True)
class Customer:
    """A business, and whom one talks to there."""

    id: str
    company: str
    contact: str
    email: str
    phone: str
    address: str

    @property
    def left(self) -> date | None:
        """The last day of all its services, None while they go on."""
        return LEFT.get(self.id)


def customers(values: Values) -> list[Customer]:
    """All forty, K0001 to K0040."""
    found = []
    for number in range(1, 41):
        contact = values.person()
        mailbox = contact.lower().replace(" ", ".")
        company = f"{contact.rpartition(' ')[2].capitalize()} Techniek {number} B.V."
        email = f"{mailbox}@klant{number:02d}-demo.nl"
        found.append(Customer(f"K{number:04d}", company, contact, email, values.mobile(), address(number)))
    return found
