"""Every reason that a detector or structure gives has words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import answers, generated, quality
from pdscan import plugins
from pdscan.detection import Scanner, cases
from pdscan.detection.explain import explained, in_words
from pdscan.engine import structure_cases
from pdscan.engine.structures import Structures
from pdscan.model import Match, TextChunk

STRUCTURES = Path(__file__).parents[2] / "cases" / "structures"


def matches(scan: Scanner) -> Iterator[Match]:
    """What is found in the lines and cases of every entity, near misses included."""
    for line in (*answers.load(quality.LINES), *generated.lines(1, 5)):
        yield from (match for _, match in scan.stream([TextChunk(line.text.encode())]))
    for entity in plugins.names("detectors"):
        for case in cases.load(quality.CASES / f"{entity}.yaml"):
            yield from cases.matches(scan, case)


def recognitions() -> Iterator[Match]:
    """What the cases of every structure are recognised as."""
    structures, formats = Structures(list(plugins.load_all("structures").values())), plugins.load_all("formats")
    for path in sorted(STRUCTURES.glob("*.yaml")):
        for case in structure_cases.load(path):
            yield from (each.match for each in structure_cases.recognised(structures, formats, case))


@pytest.fixture(scope="module")
def reasons() -> dict[str, str]:
    """Every reason by its code, with an entity that has it."""
    scan = Scanner(list(plugins.load_all("detectors").values()), explain=True)
    found: dict[str, str] = {}
    for match in (*matches(scan), *recognitions()):
        for reason in match.reasons:
            found[reason] = match.entity
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_bare_codes(reasons: dict[str, str], language: str) -> None:
    assert {reason: entity for reason, entity in reasons.items() if in_words(reason, language) is None} == {}
    assert len({reason.partition(":")[0] for reason in reasons}) > 50


def test_a_strangers_code_stands_as_it_is() -> None:
    assert explained(Match("badge", 0, 1, 0.9, "", "", ("hologram",)), "en") == "badge 0.90: hologram"
