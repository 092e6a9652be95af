"""The expressions: cheap, in the common subset of both matchers, and no longer than they say."""

import random
import re
from pathlib import Path

import hyperscan
import pytest

from pdscan.detection.cases import Case, load
from pdscan.detection.matcher import expressions, matcher
from pdscan.protocols import Detector
from pdscan_detectors import (
    analytics_account,
    company_name,
    cookie_id,
    date_of_birth,
    email,
    fax,
    ip,
    job_title,
    license_plate,
    mac,
    phone,
    place_of_birth,
    postcode,
)

MODULES = [
    analytics_account, company_name, cookie_id, date_of_birth, email, fax, ip, job_title, license_plate, mac, phone,
    place_of_birth, postcode,
]  # fmt: skip
DETECTORS = [module.DETECTOR for module in MODULES]
CASES = Path(__file__).parents[2] / "cases"
MOST_PER_MIB = 250
"""Candidates that a detector may propose in a mebibyte of ordinary text without personal data."""

each_detector = pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.entity)


@each_detector
def test_hyperscan_takes_what_it_is_given(detector: Detector) -> None:
    for source in detector.anchors or detector.candidates:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        body = re.sub(r"\(\?P<\w+>", "(?:", source).removeprefix("(?i)")
        database.compile(expressions=[body.encode()], ids=[0], elements=1, flags=[hyperscan.HS_FLAG_SOM_LEFTMOST])


@each_detector
def test_an_expression_of_a_value_group_has_it(detector: Detector) -> None:
    for source in detector.candidates:
        assert detector.value_group is None or f"(?P<{detector.value_group}>" in source
        assert source.isascii()


@each_detector
def test_no_expression_can_match_more_than_max_length(detector: Detector) -> None:
    widths = [re._parser.parse(source).getwidth()[1] for source in detector.candidates]
    assert max(widths) <= detector.max_length


@each_detector
def test_both_matchers_propose_the_same(detector: Detector) -> None:
    found = expressions([detector])
    text = b"\n".join(_text(case) for case in load(CASES / f"{detector.entity}.yaml"))
    spans = []
    for name in ("hyperscan", "re"):
        places = matcher(name, found).places(text)
        spans.append(
            [list(each.spans(text, places[i].tolist())) if i in places else [] for i, each in enumerate(found)]
        )
    assert spans[0] == spans[1]


@each_detector
def test_ordinary_text_gives_few_candidates(detector: Detector) -> None:
    text = _log()
    found = expressions([detector])
    places = matcher("hyperscan", found).places(text)
    proposed = sum(len(list(each.spans(text, places[i].tolist()))) for i, each in enumerate(found) if i in places)
    assert proposed * 2**20 / len(text) < MOST_PER_MIB


def _text(case: Case) -> bytes:
    return (case.text or "").encode()


def _log() -> bytes:
    """Half a mebibyte of log lines, CSV rows and prose with time stamps, numbers and hashes, but nobody's data."""
    draw = random.Random(7)
    lines = []
    for _ in range(6_000):
        day, month, hour = draw.randint(1, 28), draw.randint(1, 12), draw.randint(0, 23)
        number, mark = draw.randint(10**7, 10**8), draw.getrandbits(128)
        lines += [
            f"2024-{month:02}-{day:02} {hour:02}:22:33,{number % 1000} INFO [worker-3] order {number} done in 0.{day}s",
            f"2024-{month:02}-{day:02}T{hour:02}:22:33Z DEBUG trace={mark:032x} epoch={1_600_000_000_000 + number}",
            f"{number};{day:02}-{month:02}-2023;ART-{number % 10_000};{day}.{month}",
            "De klant heeft gebeld over de factuur en gebruikt de functie niet; het gebied is groot.",
            "def position(self, function: Callable[[int], str]) -> None:  # released under the Foo License 2.0",
        ][draw.randrange(5) :][:1]
    return "\n".join(lines).encode()
