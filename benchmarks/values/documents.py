"""What stands on papers and plates: machine readable zones, document, licence and plate numbers, KvK numbers."""

from __future__ import annotations

import random

from benchmarks.values.numbers import Maker
from benchmarks.values.shapes import digits, filled, shapes

_DOCUMENT_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def _check(text: str) -> str:
    values = [0 if sign == "<" else int(sign, 36) for sign in text]
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def _checked(text: str) -> str:
    return text + _check(text)


def _mrz(chance: random.Random, style: str) -> str:
    """The lines of a zone (`td1`, `td2`, `td3`, with the issuing state behind a dot), joined by line feeds."""
    kind, _, state = style.partition(".")
    state = (state or "NLD").ljust(3, "<")
    number = _checked(filled(chance, "@@#######", "BCDFHJKLNPRSTVX"))
    birth, expiry = (_checked(_day(chance, years)) for years in ((50, 99), (27, 33)))
    sex, names = chance.choice("MF"), chance.choice(shapes()["mrz_names"])
    if kind == "td1":
        first = f"I<{state}{number}".ljust(30, "<")
        middle = f"{birth}{sex}{expiry}{state}".ljust(29, "<")
        total = _check(first[5:] + birth + expiry + middle[18:])
        return "\n".join((first, middle + total, names.ljust(30, "<")))
    letter, width = ("P", 44) if kind == "td3" else ("I", 36)
    first = f"{letter}<{state}{names}".ljust(width, "<")
    second = f"{number}{state}{birth}{sex}{expiry}".ljust(width - 2 if kind == "td3" else width - 1, "<")
    second += "0" if kind == "td3" else ""
    return f"{first}\n{second}{_check(second[:10] + second[13:20] + second[21:])}"


def _day(chance: random.Random, years: tuple[int, int]) -> str:
    return f"{chance.randint(*years):02d}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"


def _document(chance: random.Random, _style: str) -> str:
    middle = "".join(chance.choices(_DOCUMENT_LETTERS + "123456789", k=5))
    return filled(chance, "@@", _DOCUMENT_LETTERS) + middle + "".join(chance.choices("123456789", k=2))


def _licence(chance: random.Random, _style: str) -> str:
    return chance.choice("345") + digits(chance, 9)


def _kvk(chance: random.Random, _style: str) -> str:
    return chance.choice("03456789") + chance.choice("123456789") + digits(chance, 6)


def _plate(chance: random.Random, style: str) -> str:
    about = shapes()["license_plate"]
    value = "SS"
    while "SS" in value or "SD" in value:
        value = filled(chance, chance.choice(about["sidecodes"]), about["letters"])
    return value.replace("-", "") if style == "bare" else value


MAKERS: dict[str, Maker] = {
    "mrz": _mrz,
    "id_document_number": _document,
    "drivers_licence": _licence,
    "kvk": _kvk,
    "license_plate": _plate,
}
