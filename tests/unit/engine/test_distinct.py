import random

import pytest

from pdscan.engine.distinct import Distinct


def sketch(numbers: range) -> Distinct:
    found = Distinct()
    for number in numbers:
        found.add(f"value {number}")
    return found


def test_few_values_are_counted_exactly() -> None:
    assert sketch(range(2000)).estimate() == 2000


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_many_values_are_estimated(count: int) -> None:
    assert sketch(range(count)).estimate() == pytest.approx(count, rel=0.08)


def test_the_order_does_not_matter() -> None:
    numbers = list(range(20_000))
    random.Random(1).shuffle(numbers)
    found = Distinct()
    for number in numbers:
        found.add(f"value {number}")
    assert found.estimate() == sketch(range(20_000)).estimate()


def test_parts_together_are_the_whole() -> None:
    left, right = sketch(range(15_000)), sketch(range(10_000, 25_000))
    left.update(right)
    assert left.estimate() == sketch(range(25_000)).estimate()
