"""Zones as they were read, and as they are; the cases are in tests/cases/zones.yaml."""

from pathlib import Path

import pytest
import yaml

from pdscan_targets.ocr.zone_text import corrected
from tests.specimens.holders import Holder, card, passport, without_bsn

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "zones.yaml").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case):
    assert corrected(case["read"]) == case.get("zone", [])


@pytest.mark.parametrize("holder", [Holder(), without_bsn(Holder()), Holder(number="AB1234567", last="O", first="")])
@pytest.mark.parametrize("zone", [passport, card])
def test_what_is_right_stays_as_it_is(zone, holder):
    assert corrected(zone(holder)) == zone(holder)


def test_a_change_that_two_zones_explain_is_not_made():
    """OD and DO for 00: both make the check digit right, so neither is what was meant for sure."""
    zone = passport(Holder(number="NX00K7L21"))
    read = zone[1].replace("NX00", "NXOD", 1)
    assert corrected([zone[0], read]) in ([], zone)
