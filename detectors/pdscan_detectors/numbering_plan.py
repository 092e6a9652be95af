"""Which telephone numbers exist, and what kind they are: libphonenumber's tables, without its parser.

A number is given by its digits (E.164 without the plus).  Dutch numbers are looked up in libphonenumber's own
expressions directly, because its general way takes some twenty times as long; the tests hold both to the same answers.
Sources: ITU-T E.164; libphonenumber; for numbers kept out of use, the regulators named in
`data/fictitious_phone_numbers.txt`.

>>> lookup("31612345678").e164, lookup("31612345678")   # the number is not shown by accident
('+31612345678', Number(kind='mobile', country='NL', test=False))
>>> lookup("31201234567").kind, lookup("31851234567").kind, lookup("318001234").kind
('fixed', 'voip', 'service')
>>> lookup("31417164300"), lookup("999123456")
(None, None)
>>> lookup("12025550123").test
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

DUTCH = "31"


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number that exists.

    `kind` is mobile, fixed, voip, service (paid, free and short ones) or unknown; `country` is an ISO 3166 code,
    or None where the number belongs to no country.  `test`: a regulator keeps it out of use.
    """

    e164: str = field(repr=False)
    kind: str
    country: str | None
    test: bool = False


@lru_cache(maxsize=4096)
def lookup(digits: str) -> Number | None:
    """The number with these digits (country code first), None when there is none such."""
    if digits.startswith(DUTCH):
        kind = dutch_kind(digits[2:])
        return Number(f"+{digits}", kind, "NL") if kind else None
    test = bool(_fictitious().fullmatch(digits))
    found = _foreign(digits)
    if found is None:
        return Number(f"+{digits}", "unknown", None, test) if test else None
    kind, country = found
    return Number(f"+{digits}", kind, country, test)


def dutch_kind(national: str) -> str | None:
    """The kind of a Dutch number from its digits after +31 or the 0, None when there is no such number.

    14xxx, the short numbers of municipalities, are written without a zero in front: `14020`.

    >>> dutch_kind("881234567"), dutch_kind("14020"), dutch_kind("97012345678"), dutch_kind("612345678")
    ('fixed', 'service', 'mobile', 'mobile')
    >>> dutch_kind("6123456789") is None
    True
    """
    for kind, pattern in _dutch_patterns():
        if pattern.fullmatch(national):
            return kind
    return None


@cache
def dutch_beginnings() -> tuple[bool, ...]:
    """For each four digits (0–9999): whether a Dutch number of nine digits (after the 0) can begin so."""
    pattern = re.compile("|".join(each.pattern for _, each in _dutch_patterns()))
    return tuple(four >= 1000 and bool(pattern.fullmatch(f"{four:04d}12345")) for four in range(10_000))


_COMPANY = re.compile(r"88\d{7}")


@cache
def _dutch_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    from phonenumbers import PhoneMetadata

    plan = PhoneMetadata.metadata_for_region("NL")
    assert plan is not None
    ranges = (
        ("mobile", plan.mobile),
        ("service", plan.premium_rate),
        ("service", plan.toll_free),
        ("voip", plan.voip),
        ("unknown", plan.pager),
        ("service", plan.uan),
        ("fixed", plan.fixed_line),
    )
    found = [(kind, re.compile(each.national_number_pattern or "")) for kind, each in ranges if each]
    return (("fixed", _COMPANY), *found)


def _foreign(digits: str) -> tuple[str, str | None] | None:
    import phonenumbers
    from phonenumbers import PhoneNumberType

    code = next((code for code in _country_codes() if digits.startswith(code)), None)
    national = digits[len(code) :] if code else ""
    if not national:
        return None
    number = phonenumbers.PhoneNumber(country_code=int(code or 0), national_number=int(national))
    if national.startswith("0"):
        number.italian_leading_zero = True
        number.number_of_leading_zeros = max(1, len(national) - len(national.lstrip("0")))
    if not phonenumbers.is_valid_number(number):
        return None
    kinds = {
        PhoneNumberType.MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE: "fixed",
        PhoneNumberType.VOIP: "voip",
        PhoneNumberType.TOLL_FREE: "service",
        PhoneNumberType.PREMIUM_RATE: "service",
        PhoneNumberType.SHARED_COST: "service",
        PhoneNumberType.UAN: "service",
    }
    country = phonenumbers.region_code_for_number(number)
    return kinds.get(phonenumbers.number_type(number), "unknown"), country if country != "001" else None


@cache
def _country_codes() -> tuple[str, ...]:
    """Every country calling code; none is the beginning of another."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return tuple(str(code) for code in COUNTRY_CODE_TO_REGION_CODE)


@cache
def _fictitious() -> re.Pattern[str]:
    text = (files("pdscan_detectors") / "data" / "fictitious_phone_numbers.txt").read_text("utf-8")
    shapes = [line[1:].replace("x", "[0-9]") for line in text.splitlines() if line.startswith("+")]
    return re.compile("|".join(shapes))
