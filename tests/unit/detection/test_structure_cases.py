from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.engine.structure_cases import Case, check, load
from pdscan.engine.structures import Structures

CASES = Path(__file__).parents[2] / "cases" / "structures"
ALL = [case for path in sorted(CASES.glob("*.yaml")) for case in load(path)]


@pytest.fixture(scope="module")
def structures() -> Structures:
    return Structures(list(plugins.load_all("structures").values()))


@pytest.mark.parametrize("case", ALL, ids=[f"{case.entity}: {case.why}" for case in ALL])
def test_case(structures: Structures, case: Case) -> None:
    assert list(check(structures, plugins.load_all("formats"), case)) == []


def test_every_structure_has_cases() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(plugins.names("structures"))


def test_a_wrong_case_is_told(structures: Structures) -> None:
    wrong = Case("recording", "", "a.txt", "likely", b"not a sound")
    assert list(check(structures, plugins.load_all("formats"), wrong)) == ["is nothing instead of likely: []"]
