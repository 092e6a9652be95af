"""How somebody is reached, and when they were born: telephone and fax numbers, addresses of all kinds, birth dates."""

from __future__ import annotations

import random

import phonenumbers

from benchmarks.values.numbers import Maker
from benchmarks.values.shapes import filled, grouped, shapes


def _phone(chance: random.Random, style: str) -> str:
    """A number that libphonenumber knows; a number behind the kind's name chooses one notation."""
    kind, _, number = style.partition(".")
    choices = shapes()["phone"][kind or "mobile"]
    shape = choices[int(number)] if number else chance.choice(choices)
    value = ""
    while not value or not phonenumbers.is_valid_number(phonenumbers.parse(value, "NL")):
        value = filled(chance, shape)
    return value


def _email(chance: random.Random, _style: str) -> str:
    about = shapes()["email"]
    return f"{chance.choice(about['mailboxes'])}@{chance.choice(about['domains'])}"


def _ip(chance: random.Random, style: str) -> str:
    if style == "6":
        return f"2a02:a4{chance.randint(10, 99)}:{chance.randint(1, 0xFFFF):x}::{chance.randint(1, 0xFFFF):x}"
    return ".".join(map(str, (chance.choice([10, 62, 77, 82, 145, 192, 213]), *(chance.choices(range(256), k=3)))))


def _mac(chance: random.Random, style: str) -> str:
    octets = [chance.choice(["00", "3c", "f4", "b8", "dc"]), *(f"{chance.randint(0, 255):02x}" for _ in range(4)), "ab"]
    value = {"": ":", "dashed": "-"}.get(style, "").join(octets)
    value = grouped(value, (4, 4), ".") if style == "cisco" else value
    return value.upper() if chance.random() < 0.5 else value


def _postcode(chance: random.Random, style: str) -> str:
    letters = "".join(chance.choices("ABCEGHJKLNPRTVWXZ", k=2))
    return f"{chance.randint(1000, 9999)}{'' if style == 'tight' else ' '}{letters}"


def _birth(chance: random.Random, style: str) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1930, 2015)
    names = shapes()["months"]
    return {
        "": f"{day:02d}-{month:02d}-{year}",
        "short": f"{day}-{month}-{year}",
        "slashed": f"{day:02d}/{month:02d}/{year}",
        "dotted": f"{day:02d}.{month:02d}.{year}",
        "iso": f"{year}-{month:02d}-{day:02d}",
        "nl": f"{day} {names['nl'][month - 1]} {year}",
        "en": f"{day} {names['en'][month - 1]} {year}",
        "us": f"{names['en'][month - 1]} {day}, {year}",
    }[style]


MAKERS: dict[str, Maker] = {
    "phone": _phone,
    "fax": _phone,
    "email": _email,
    "ip": _ip,
    "mac": _mac,
    "postcode": _postcode,
    "date_of_birth": _birth,
}
