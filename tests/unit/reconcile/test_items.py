"""The files of a directory and the messages of a folder are judged together."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pdscan.model import Discrepancy, Kind, Location
from pdscan.reconcile import reconcile
from pdscan.register import Register


@pytest.fixture
def undeclared(make: SimpleNamespace, register: Register) -> Any:
    def run(*findings: Any, bindings: tuple[Any, ...] = ()) -> Discrepancy:
        every = reconcile(make.scan(*findings), register, bindings, date(2026, 11, 24))
        [found] = [each for each in every if each.kind is Kind.UNDECLARED]
        return found

    return run


def test_the_files_of_a_directory_are_one_place(undeclared: Any, make: SimpleNamespace) -> None:
    found = undeclared(*(make.finding(f"share:hr:{number}.txt", "payment_card", count=2) for number in range(7)))
    assert found.location == Location("share", "hr")
    assert found.count == 14
    assert found.arguments["items"] == 7
    assert found.arguments["examples"] == [f"{number}.txt" for number in range(5)]


def test_one_file_is_named(undeclared: Any, make: SimpleNamespace) -> None:
    found = undeclared(make.finding("share:hr:a.txt", "payment_card"))
    assert found.location == Location("share", "hr", "a.txt")
    assert "items" not in found.arguments


def test_a_second_file_keeps_the_id(undeclared: Any, make: SimpleNamespace) -> None:
    one = undeclared(make.finding("share:hr:a.txt", "payment_card"))
    two = undeclared(make.finding("share:hr:a.txt", "payment_card"), make.finding("share:hr:b.txt", "payment_card"))
    assert two.id == one.id


def test_unlikely_finds_and_test_values_stay_out_of_the_count(undeclared: Any, make: SimpleNamespace) -> None:
    found = undeclared(
        make.finding("share:hr:a.txt", "payment_card", count=3),
        make.finding("share:hr:b.txt", "payment_card", count=0, possible=5, confidence=0.3),
        make.finding("share:hr:c.txt", "payment_card", count=4, test=4),
    )
    assert found.count == 3
    assert found.location == Location("share", "hr", "a.txt")


def test_files_of_different_services_lack_the_same_thing(undeclared: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("share:hr/a*", "DNS"), make.binding("share:hr/b*", "Hosting"))
    found = undeclared(
        make.finding("share:hr:a.txt", "payment_card", count=3),
        make.finding("share:hr:b.txt", "payment_card", count=4),
        bindings=bindings,
    )
    assert (found.count, found.location) == (7, Location("share", "hr"))
