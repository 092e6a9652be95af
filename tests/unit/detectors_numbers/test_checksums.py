"""The arithmetic in bulk against python-stdnum, over random values half of which are valid by construction."""

import re
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from stdnum import iban as stdnum_iban
from stdnum import imei as stdnum_imei
from stdnum import imsi as stdnum_imsi
from stdnum import luhn as stdnum_luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn as stdnum_bsn
from stdnum.nl import btw as stdnum_btw

from pdscan_detectors import bsn, iban, iccid, imei, imsi, payment_card, vat
from pdscan_detectors.checksums import (
    eleven_test,
    eleven_test_many,
    luhn,
    luhn_many,
    mod97,
    mod97_many,
    seven_three_one,
    seven_three_one_many,
)
from pdscan_detectors.data_files import rows

COUNT = 100_000
ALPHABETS = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
Digits = NDArray[np.uint8]


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(20_240_607)


def random_digits(random: np.random.Generator, width: int, prefix: str = "", count: int = COUNT) -> Digits:
    digits = random.integers(0, 10, (count, width), dtype=np.uint8)
    digits[:, : len(prefix)] = [int(digit) for digit in prefix]
    return digits


def strings(digits: Digits) -> list[str]:
    return [row.tobytes().decode() for row in digits + np.uint8(48)]


def half_luhn(digits: Digits) -> Digits:
    """The same numbers, every second one with the check digit that it needs."""
    even = digits[::2]
    for digit in range(10):
        even[~luhn_many(even), -1] = digit
    return digits


def half_bsn(digits: Digits) -> Digits:
    """The same numbers, every second one with the last digit that it needs (where there is one)."""
    even = digits[::2]
    last = even[:, :8].astype(np.int64) @ np.arange(9, 1, -1) % 11
    even[:, 8] = np.where(last < 10, last, even[:, 8])
    return digits


def agree(mask: NDArray[np.bool_], expected: list[bool]) -> None:
    assert mask.tolist() == expected
    assert 0.4 < float(mask.mean()) < 0.7


def test_eleven_test(random: np.random.Generator) -> None:
    digits = half_bsn(random_digits(random, 9))
    numbers = strings(digits)
    expected = [stdnum_bsn.is_valid(number) for number in numbers]
    agree(eleven_test_many(digits), expected)
    agree(bsn.check_many(digits), expected)
    assert [eleven_test(number) for number in numbers] == expected
    assert [bsn.validate(number) is not None for number in numbers] == expected


def test_eleven_test_of_eight_digits(random: np.random.Generator) -> None:
    digits = half_bsn(random_digits(random, 9, "0"))[:, 1:]
    expected = [stdnum_bsn.is_valid("0" + number) for number in strings(digits)]
    agree(bsn.check_many(digits), expected)


@pytest.mark.parametrize("same", range(10))
def test_no_bsn_of_one_digit(same: int) -> None:
    assert not bsn.check_many(np.full((1, 9), same, dtype=np.uint8)).any()
    assert bsn.validate(str(same) * 9) is None
    assert bsn.validate(str(same) * 8) is None or same


@pytest.mark.parametrize("width", [13, 14, 15, 16, 19, 20])
def test_luhn(random: np.random.Generator, width: int) -> None:
    digits = half_luhn(random_digits(random, width, count=COUNT if width == 15 else COUNT // 10))
    numbers = strings(digits)
    expected = [stdnum_luhn.is_valid(number) for number in numbers]
    agree(luhn_many(digits), expected)
    assert [luhn(number) for number in numbers] == expected


def test_imei(random: np.random.Generator) -> None:
    digits = half_luhn(random_digits(random, 15, "35"))
    numbers = strings(digits)
    expected = [stdnum_imei.is_valid(number) for number in numbers]
    agree(imei.check_many(digits), expected)
    assert [imei.validate(number) is not None for number in numbers] == expected


def test_imei_of_any_reporting_body(random: np.random.Generator) -> None:
    digits = half_luhn(random_digits(random, 15, count=COUNT // 10))
    mask = imei.check_many(digits)
    assert mask.tolist() == [imei.validate(number) is not None for number in strings(digits)]
    assert mask.tolist() == [number[:2] in imei.BODIES and stdnum_imei.is_valid(number) for number in strings(digits)]


def test_imeisv_is_only_asked_for_its_reporting_body(random: np.random.Generator) -> None:
    digits = random_digits(random, 16, count=10_000)
    mask = imei.check_many(digits)
    assert mask.tolist() == [number[:2] in imei.BODIES for number in strings(digits)]
    assert mask.tolist() == [imei.validate(number) is not None for number in strings(digits)]


@pytest.mark.parametrize("width", [19, 20])
def test_iccid(random: np.random.Generator, width: int) -> None:
    digits = half_luhn(random_digits(random, width, "89", count=COUNT if width == 19 else COUNT // 10))
    expected = [stdnum_luhn.is_valid(number) for number in strings(digits)]
    agree(iccid.check_many(digits), expected)
    assert [iccid.validate(number) is not None for number in strings(digits)] == expected


def test_payment_card(random: np.random.Generator) -> None:
    digits = half_luhn(random_digits(random, 16, "4"))
    expected = [stdnum_luhn.is_valid(number) for number in strings(digits)]
    agree(payment_card.check_many(digits), expected)
    assert [payment_card.validate(number) is not None for number in strings(digits)] == expected


@pytest.mark.parametrize("width", [13, 14, 15, 16, 17, 18, 19])
def test_payment_card_mask_is_true_wherever_validate_is(random: np.random.Generator, width: int) -> None:
    digits = half_luhn(random_digits(random, width, count=20_000))
    accepted = np.array([payment_card.validate(number) is not None for number in strings(digits)])
    assert not (accepted & ~payment_card.check_many(digits)).any()
    share = accepted[1::2].mean()
    assert share <= payment_card.DETECTOR.chance


def test_imsi(random: np.random.Generator) -> None:
    digits = random_digits(random, 15)
    digits[::2, :5] = [2, 0, 4, 0, 8]
    numbers = strings(digits)
    mask = imsi.check_many(digits)
    assert mask.tolist() == [imsi.validate(number) is not None for number in numbers]
    assert mask[:2_000].tolist() == [stdnum_known(number) for number in numbers[:2_000]]
    assert mask[1::2].mean() == pytest.approx(imsi.DETECTOR.chance, abs=0.003)


def stdnum_known(number: str) -> bool:
    return len(stdnum_imsi.split(number)) == 3 and "operator" in stdnum_imsi.info(number)


def random_ibans(random: Random, count: int) -> list[str]:
    """IBANs of every country, every second one with the check digits that it needs."""
    countries = [(row["country"], row["bban"]) for row in rows("iban_structures.csv")]
    found = []
    for number in range(count):
        country, structure = countries[number % len(countries)]
        bban = "".join(
            "".join(random.choices(ALPHABETS[part[-1]], k=int(part[:-2])))
            for part in re.findall("[0-9]+![nac]", structure)
        )
        check = 98 - mod_97_10.checksum(f"{bban}{country}00") if number // len(countries) % 2 else 37
        found.append(f"{country}{check:02d}{bban}")
    return found


def test_iban() -> None:
    numbers = random_ibans(Random(20_240_607), COUNT)
    expected = [stdnum_iban.is_valid(number, check_country=False) for number in numbers]
    assert 0.45 < sum(expected) / COUNT < 0.55
    assert [iban.validate(number) is not None for number in numbers] == expected


def test_a_whole_iban_is_asked_for() -> None:
    for number in random_ibans(Random(1), 400):
        assert iban.validate(number[:-1]) is None
        assert iban.validate(number + "0") is None


def test_mod97(random: np.random.Generator) -> None:
    alphabet = np.frombuffer(ALPHABETS["c"].encode(), dtype=np.uint8)
    characters = alphabet[random.integers(0, 36, (COUNT, 22))]
    numbers = [row.tobytes().decode() for row in characters]
    expected = [mod_97_10.checksum(number) for number in numbers]
    assert mod97_many(characters).tolist() == expected
    assert [mod97(number) for number in numbers] == expected


def test_dutch_vat(random: np.random.Generator) -> None:
    """A third passes the eleven test, a third mod 97, a third is random."""
    nines = strings(half_bsn(random_digits(random, 9)))
    numbers = []
    for place, digits in enumerate(nines):
        suffix = place % 100
        if place % 3 == 0:
            suffix = (98 - mod_97_10.checksum(f"NL{digits}B00")) % 97
        numbers.append(f"NL{digits}B{suffix:02d}")
    expected = [stdnum_btw.is_valid(number) for number in numbers]
    assert [vat.validate(number) is not None for number in numbers] == expected
    assert 0.55 < sum(expected) / COUNT < 0.75


def test_seven_three_one(random: np.random.Generator) -> None:
    alphabet = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<", dtype=np.uint8)
    characters = alphabet[random.integers(0, 37, (COUNT, 14))]
    values = {character: place for place, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
    expected = []
    for row in characters:
        total = 0
        for place, code in enumerate(row.tolist()):
            total += values[chr(code)] * (7 if place % 3 == 0 else 3 if place % 3 == 1 else 1)
        expected.append(total % 10)
    assert seven_three_one_many(characters).tolist() == expected
    assert [seven_three_one(row.tobytes().decode()) for row in characters[:10_000]] == expected[:10_000]


@pytest.mark.parametrize(
    ("many", "width"), [(bsn.check_many, 9), (imei.check_many, 15), (imsi.check_many, 15), (iccid.check_many, 19)]
)
def test_nothing_in_nothing_out(many: Callable[[Digits], NDArray[np.bool_]], width: int) -> None:
    assert many(np.empty((0, width), dtype=np.uint8)).tolist() == []
