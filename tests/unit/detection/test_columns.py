"""The column's verdict, against exact arithmetic."""

import random
from fractions import Fraction
from math import comb

import pytest

from pdscan import plugins
from pdscan.detection import Scanner, TableScan
from pdscan.detection.cases import table
from pdscan.detection.columns import Tally, tail, verdict
from pdscan.model import Match


def exact(valid: int, shaped: int, chance: Fraction) -> float:
    return float(sum(comb(shaped, k) * chance**k * (1 - chance) ** (shaped - k) for k in range(valid, shaped + 1)))


@pytest.mark.parametrize(("valid", "shaped"), [(1, 1), (3, 5), (4, 4), (20, 100), (9, 100), (150, 1000)])
def test_tail_is_the_binomial_one(valid: int, shaped: int) -> None:
    expected = exact(valid, shaped, Fraction(1, 11)) if valid / shaped > 1 / 11 else 1.0
    assert tail(valid, shaped, 1 / 11) == pytest.approx(expected, rel=1e-9)


def test_beyond_a_thousand_the_bound_is_never_below_the_tail() -> None:
    assert tail(150, 1001, 1 / 11) >= exact(150, 1001, Fraction(1, 11))


def test_empty_columns_have_no_verdict() -> None:
    assert verdict(Tally(), 1 / 11, 0.6).applied(0.3) == 0.3


def test_a_column_of_one_shape_needs_many_values() -> None:
    assert verdict(Tally(19, 19, 19), 1.0, 0.6).applied(0.1) == 0.1
    assert verdict(Tally(20, 20, 20), 1.0, 0.6).applied(0.1) == pytest.approx(0.64)
    assert verdict(Tally(30, 20, 20), 1.0, 0.6).applied(0.1) == 0.1


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner(list(plugins.load_all("detectors").values()))


def judged(scanner: Scanner, header: list[str], rows: list[list[object]]) -> list[Match]:
    scan = TableScan(scanner)
    readings = list(scan.readings(table(header, rows)))
    return [match for each in readings if (match := each.judged(scan.verdict)) is not None]


def bsns(count: int, seed: int = 1) -> list[str]:
    chance, found = random.Random(seed), []
    while len(found) < count:
        digits = [chance.randint(0, 9) for _ in range(8)]
        check = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10 and len(set(digits)) > 1:
            found.append("".join(map(str, digits)) + str(check))
    return found


def test_a_column_of_bsns_needs_no_name(scanner: Scanner) -> None:
    matches = judged(scanner, ["field7"], [[each] for each in bsns(200)])
    assert {match.entity for match in matches} == {"bsn"}
    assert len(matches) == 200
    assert all(match.confidence > 0.9 for match in matches)


def test_order_numbers_are_no_bsns(scanner: Scanner) -> None:
    chance = random.Random(3)
    matches = judged(scanner, ["nummer"], [[f"{chance.randrange(10**8, 10**9)}"] for _ in range(3000)])
    assert all(match.confidence < 0.5 for match in matches)
    assert sum(match.entity == "bsn" for match in matches) > 200


def test_eight_digits_are_bsns_among_bsns(scanner: Scanner) -> None:
    numbers = [each.removeprefix("0") for each in bsns(400)]
    short = [each for each in numbers if len(each) == 8]
    found = judged(scanner, ["field7"], [[each] for each in numbers])
    assert short
    assert {match.text for match in found if match.entity == "bsn"} >= set(short)


def test_the_cell_to_the_left_is_a_label(scanner: Scanner) -> None:
    matches = judged(scanner, ["veld", "waarde"], [["BSN", "111222333"], ["Ordernummer", "123456782"]])
    assert [(match.text, match.confidence >= 0.5) for match in matches if match.entity == "bsn"] == [
        ("111222333", True),
        ("123456782", False),
    ]
