"""Mixed Dutch business text from a seed: log lines, CSV rows and prose, with known values planted in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

SYLLABLES = (  # noqa: SIM905 - it reads better
    "be ge ver ont aan af op in uit over de het een van voor met dienst net werk lijn storing melding ing heid lijk en "
    "er baar schap pakket modem kabel router server back up dag week maand"
).split()


def words(count: int, chance: random.Random) -> list[str]:
    """Made-up Dutch-looking words."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(count)]


def bsn(chance: random.Random) -> str:
    """A number that passes the eleven test."""
    while True:
        digits = [chance.randint(0, 9) for _ in range(8)]
        check = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10 and len(set(digits)) > 1:
            return "".join(map(str, digits)) + str(check)


def luhn(body: str) -> str:
    """The number with its Luhn digit."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def iban(chance: random.Random) -> str:
    """A Dutch bank account."""
    bank = chance.choice(["ABNA", "INGB", "RABO", "TRIO", "KNAB"]) + f"{chance.randint(10**6, 10**9):010d}"
    number = int("".join(str(int(letter, 36)) for letter in f"{bank}NL00"))
    return f"NL{98 - number % 97:02d}{bank}"


def card(chance: random.Random) -> str:
    """A payment card, as it is printed."""
    number = luhn("4" + "".join(str(chance.randint(0, 9)) for _ in range(14)))
    return " ".join(number[start : start + 4] for start in range(0, 16, 4))


def ip(chance: random.Random) -> str:
    """A public IPv4 address."""
    return f"{chance.randint(12, 223)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"


def birth(chance: random.Random) -> str:
    """A date, the day first."""
    return f"{chance.randint(1, 28):02d}-{chance.randint(1, 12):02d}-{chance.randint(1930, 2010)}"


def postcode(chance: random.Random) -> str:
    """Four digits and two letters."""
    return f"{chance.randint(1011, 9999)} {chance.choice(('AB', 'CD', 'GH', 'KL', 'RT', 'XZ'))}"


PLANTED = {
    "bsn": lambda chance: f"BSN {bsn(chance)}",
    "imei": lambda chance: f"IMEI {luhn('35' + ''.join(str(chance.randint(0, 9)) for _ in range(12)))}",
    "iban": iban,
    "email": lambda chance: f"{''.join(chance.choices('abcdefgh', k=6))}{chance.randint(1, 999)}@webcircuit.nl",
    "phone": lambda chance: f"06-{chance.randint(10**7, 5 * 10**7):08d}",
    "ip": ip,
    "mac": lambda chance: ":".join(f"{chance.randint(0, 255) & 0xFC:02x}" for _ in range(6)),
    "payment_card": card,
    "iccid": lambda chance: luhn("893144" + "".join(str(chance.randint(0, 9)) for _ in range(12))),
    "date_of_birth": lambda chance: f"geb. {birth(chance)}",
    "postcode": lambda chance: f"Dorpsstraat {chance.randint(1, 99)}, {postcode(chance)} Utrecht",
    "vat": lambda chance: f"btw NL{bsn(chance)}B{chance.randint(1, 99):02d}",
}
PLANTED_LINES = 0.085
"""The share of the lines that hold a planted value."""


def lines(seed: int) -> Iterator[str]:
    """Endless lines, of which a MiB holds about 500 planted values."""
    chance = random.Random(seed)
    vocabulary = words(5_000, chance)
    kinds = list(PLANTED)
    while True:
        planted = PLANTED[chance.choice(kinds)](chance) if chance.random() < PLANTED_LINES else ""
        kind = chance.random()
        if kind < 0.34:
            day, hour = chance.randint(1, 28), chance.randint(0, 23)
            message = " ".join(chance.choices(vocabulary, k=8))
            yield f"2026-10-{day:02d}T{hour:02d}:14:09Z INFO {message} order={chance.randrange(10**9):09d} {planted}"
        elif kind < 0.67:
            number, amount = chance.randrange(10**9), chance.random() * 1000
            yield f"{chance.randrange(10**6)};{chance.choice(vocabulary)};{number:09d};{amount:.2f};{planted}"
        else:
            text = chance.choices(vocabulary, k=chance.randint(25, 60))
            text.insert(chance.randrange(len(text)), planted)
            yield " ".join(filter(None, text)).capitalize() + "."


def write(path: Path, size: int, seed: int = 20261124) -> Path:
    """A file of at least `size` bytes."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for line in lines(seed):
            written += file.write(line + "\n")
            if written >= size:
                return path
    return path
