from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.detection import Scanner
from pdscan.detection.cases import Case, check, load

CASES = Path(__file__).parents[2] / "cases"
FILES = [CASES / f"{entity}.yaml" for entity in plugins.names("detectors")]
ALL = [case for path in FILES if path.exists() for case in load(path)]


@pytest.fixture(scope="module", params=["hyperscan", "re"])
def scanner(request: pytest.FixtureRequest) -> Scanner:
    return Scanner(list(plugins.load_all("detectors").values()), request.param)


@pytest.mark.parametrize("case", ALL, ids=[f"{case.entity}: {case.why}" for case in ALL])
def test_case(scanner: Scanner, case: Case) -> None:
    assert list(check(scanner, case)) == []


def test_every_detector_has_cases() -> None:
    assert set(plugins.names("detectors")) == {case.entity for case in ALL}
