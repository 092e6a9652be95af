"""Telephone and fax numbers, held against libphonenumber."""

import random
from pathlib import Path

import numpy as np
import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from pdscan_detectors import fax, numbering_plan, phone

AREA_CODES = (Path(__file__).parent / "area_codes.txt").read_text("ascii").split()
"""Every area code of the Dutch numbering plan."""


@pytest.mark.parametrize("area", AREA_CODES)
def test_every_area_code_is_known_in_every_notation(area: str) -> None:
    subscriber = "2345678"[: 10 - len(area)]
    e164 = f"+31{area[1:]}{subscriber}"
    for text in (
        f"{area}-{subscriber}",
        f"({area}) {subscriber}",
        f"+31 {area[1:]} {subscriber}",
        f"{area}{subscriber}",
    ):
        verdict = phone.validate(text)
        assert verdict is not None, text
        assert (verdict.value, verdict.attributes["kind"]) == (e164, "fixed")


def test_no_other_area_code_is_known() -> None:
    known = {code for code in AREA_CODES if len(code) == 4} | {
        f"{code}{digit}" for code in AREA_CODES if len(code) == 3 for digit in range(10)
    }
    fixed = {f"0{four:03d}" for four in range(100, 800) if numbering_plan.dutch_kind(f"{four:03d}234567") == "fixed"}
    assert fixed == known


def test_dutch_numbers_are_those_of_libphonenumber() -> None:
    draw = random.Random(7)
    for _ in range(100_000):
        length = draw.choice((9, 9, 9, 9, 5, 6, 7, 8, 10, 11))
        national = str(draw.randrange(10 ** (length - 1), 10**length))
        number = phonenumbers.PhoneNumber(country_code=31, national_number=int(national))
        assert (numbering_plan.dutch_kind(national) is not None) == phonenumbers.is_valid_number(number), national


def test_the_bulk_check_lets_every_valid_number_through_and_little_else() -> None:
    numbers = np.random.default_rng(7).integers(0, 10**9, 100_000)
    digits = (numbers[:, None] // 10 ** np.arange(8, -1, -1)) % 10
    mask = phone.check_many(digits.astype(np.uint8))
    valid = np.array([numbering_plan.dutch_kind(f"{number:09d}") is not None for number in numbers.tolist()])
    np.testing.assert_array_equal(mask, valid)


@pytest.mark.parametrize(("width", "prefix"), [(10, "0"), (11, "31"), (13, "0031")])
def test_the_bulk_check_knows_the_prefixes(width: int, prefix: str) -> None:
    rows = np.array(
        [[int(digit) for digit in f"{prefix}{rest}"] for rest in ("612345678", "417164300")], dtype=np.uint8
    )
    assert rows.shape == (2, width)
    assert phone.check_many(rows).tolist() == [True, False]


def test_the_bulk_check_has_no_opinion_on_other_widths() -> None:
    assert phone.check_many(np.zeros((3, 12), dtype=np.uint8)).tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("06-12345678", "+31612345678", "mobile"),
        ("(06) 12345678", "+31612345678", "mobile"),
        ("020 123 45 67", "+31201234567", "fixed"),
        ("088-1234567", "+31881234567", "fixed"),
        ("084-1234567", "+31841234567", "service"),
        ("085-4890330", "+31854890330", "voip"),
        ("0800-1234", "+318001234", "service"),
        ("0900-8844", "+319008844", "service"),
        ("0909-1234567", "+319091234567", "service"),
        ("14 020", "+3114020", "service"),
        ("066-1234567", "+31661234567", "unknown"),
        ("097012345678", "+3197012345678", "mobile"),
        ("0031612345678", "+31612345678", "mobile"),
        ("0031 (0)6 12345678", "+31612345678", "mobile"),
        ("+31 06 12345678", "+31612345678", "mobile"),
        ("31612345678", "+31612345678", "mobile"),
        ("+44 (0)20 7123 4567", "+442071234567", "fixed"),
        ("0049 30 901820", "+4930901820", "fixed"),
        ("+39 06 1234567", "+39061234567", "fixed"),
        ("+1 212 555 2368", "+12125552368", "unknown"),
        ("+800 1234 5678", "+80012345678", "service"),
    ],
)
def test_notations(text: str, value: str, kind: str) -> None:
    verdict = phone.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.attributes["kind"]) == (value, kind)


@pytest.mark.parametrize(
    "text",
    [
        "", "ja", "0612345678 (thuis)", "06-12-24 10.22", "0417-164300", "+31 417 164300", "+999 123456", "+", "0031",
        "00", "020-12-34 567", "0140-20", "+49", "000000000000",
    ],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert phone.validate(text) is None


@pytest.mark.parametrize(
    ("text", "confidence", "label_required"),
    [
        ("+31612345678", 0.8, False),
        ("0031612345678", 0.8, False),
        ("004930901820", 0.4, False),
        ("06 12345678", 0.75, False),
        ("0800-1234", 0.65, False),
        ("0900-1700", 0.4, False),
        ("06-12-24-10-22", 0.4, False),
        ("06-13-24-10-22", 0.75, False),
        ("0612345678", 0.55, False),
        ("0201234567", 0.4, False),
        ("097012345678", 0.4, False),
        ("08001234", 0.4, True),
        ("31612345678", 0.3, False),
        ("612345678", 0.3, True),
        ("14020", 0.3, True),
    ],
)
def test_what_a_notation_is_worth(text: str, confidence: float, label_required: bool) -> None:
    verdict = phone.validate(text)
    assert verdict is not None
    assert (verdict.confidence, verdict.label_required) == (confidence, label_required)


@pytest.mark.parametrize(
    "text",
    ["+1 202-555-0143", "+1-555-0123", "+44 7700 900123", "+44 1632 960555", "+33 1 99 00 12 34", "+353 20 91 12345",
     "+49 30 23125 555", "+46 70 174 06 05", "+61 491 570 156"],
)  # fmt: skip
def test_numbers_kept_out_of_use_are_test_values(text: str) -> None:
    verdict = phone.validate(text)
    assert verdict is not None
    assert verdict.attributes["test"] is True
    assert "test-value" in verdict.reasons


def test_other_numbers_are_no_test_values() -> None:
    for text in ("+1 212 555 2368", "+44 20 7123 4567", "06-12345678"):
        verdict = phone.validate(text)
        assert verdict is not None
        assert "test" not in verdict.attributes


def test_foreign_numbers_are_those_of_libphonenumber() -> None:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS - {"NL"}):
        for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None or not phonenumbers.is_valid_number(example):
                continue
            e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            found = numbering_plan.lookup(e164[1:])
            assert found is not None, e164
            assert found.country == phonenumbers.region_code_for_number(example)


def test_a_fax_number_is_a_telephone_number_with_a_label() -> None:
    verdict = fax.validate("020-7654321")
    assert verdict is not None
    assert (verdict.value, verdict.label_required, verdict.attributes["kind"]) == ("+31207654321", True, "fax")


def test_an_initial_will_do_for_a_fax_number() -> None:
    verdict = fax.validate("F. 020-7654321")
    assert verdict is not None
    assert (verdict.label_required, verdict.span) == (False, (3, 14))
    assert verdict.confidence > 0.75
