"""Numbers with a check digit: BSN, IMEI, ICCID, IBAN, VAT, payment cards; and IMSI, which has none."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import stdnum.eu.vat
import stdnum.iban
import stdnum.luhn
import stdnum.nl.bsn
from stdnum.iso7064 import mod_97_10

from benchmarks.values.shapes import digits, filled, fours, grouped, shapes

Maker = Callable[[random.Random, str], str]


def right(entity: str, value: str) -> bool:
    """Whether a value passes the check of its entity, in any notation."""
    plain = "".join(filter(str.isalnum, value)).upper()
    if entity == "bsn":
        return bool(stdnum.nl.bsn.is_valid(plain))
    if entity == "vat":
        return bool(stdnum.eu.vat.is_valid(plain))
    if entity == "iban":
        return bool(mod_97_10.is_valid(plain[4:] + plain[:4]))
    return bool(stdnum.luhn.is_valid(plain.rstrip("F")))


def _bsn(chance: random.Random, style: str) -> str:
    value = ""
    while value[:1] in {"", "0"} or not stdnum.nl.bsn.is_valid(value):
        value = digits(chance, 9)
    sizes, by = {"dots": ((4, 2), "."), "spaced": ((4, 2), " "), "threes": ((3, 3), ".")}.get(style, ((9,), ""))
    return grouped(value, sizes, by)


def _luhn(body: str) -> str:
    return body + str(stdnum.luhn.calc_check_digit(body))


def _imei(chance: random.Random, style: str) -> str:
    body = filled(chance, chance.choice(shapes()["imei"]))
    joint = {"dashed": "-", "spaced": " ", "slashed": "/"}.get(style, "")
    return body + digits(chance, 2) if style == "sv" else grouped(_luhn(body), (2, 6, 6), joint)


def _iccid(chance: random.Random, style: str) -> str:
    country, _, notation = style.partition(".")
    length = 19 if notation == "20" else 18
    prefix = str(shapes()["iccid"][country])
    value = _luhn(prefix + digits(chance, length - len(prefix)))
    return fours(value) if notation == "spaced" else f"{value}F" if notation == "f" else value


def _imsi(chance: random.Random, style: str) -> str:
    network = chance.choice(shapes()["imsi"][style])
    value = network
    while value == network or stdnum.luhn.is_valid(value):
        value = network + digits(chance, 15 - len(network))
    return value


def _iban(chance: random.Random, style: str) -> str:
    country, _, notation = (style or "NL").partition(".")
    value = ""
    while not value or not stdnum.iban.is_valid(value):
        shape = shapes()["iban"][country].replace("BANK", chance.choice(shapes()["banks"]))
        account = filled(chance, shape)
        value = country + mod_97_10.calc_check_digits(account + country) + account
    value = value.lower() if notation == "lower" else value
    return fours(value) if notation == "spaced" else value


def _vat(chance: random.Random, style: str) -> str:
    country, _, notation = (style or "NL").partition(".")
    value = ""
    while not value or not stdnum.eu.vat.is_valid(value):
        value = country + filled(chance, shapes()["vat"][country])
        if notation == "old":
            value = f"NL{_bsn(chance, '')}B0{chance.randint(1, 3)}"
    groups: Mapping[str, tuple[tuple[int, ...], str]] = {
        "dots": ((6, 2, 3), "."),
        "threes": ((5, 3, 3), "."),
        "spaced": ((2, 9), " "),
        "bedots": ((6, 3), "."),
    }
    return grouped(value, *groups.get(notation, ((len(value),), "")))


def _card(chance: random.Random, style: str) -> str:
    brand, _, notation = style.partition(".")
    value = _luhn(filled(chance, shapes()["payment_card"][brand or "visa"]))
    joint = {"spaced": " ", "dashed": "-"}.get(notation, "")
    return grouped(value, (4, 4, 4) if len(value) > 15 else (4, 6), joint)


MAKERS: dict[str, Maker] = {
    "bsn": _bsn,
    "imei": _imei,
    "iccid": _iccid,
    "imsi": _imsi,
    "iban": _iban,
    "vat": _vat,
    "payment_card": _card,
}
