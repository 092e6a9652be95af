"""MAC addresses, held against python-stdnum."""

import random

import pytest
import stdnum.mac

from pdscan_detectors import mac


@pytest.mark.parametrize(
    "text", ["00:1b:21:3c:4d:5e", "00-1B-21-3C-4D-5E", "00.1b.21.3c.4d.5e", "001b.213c.4d5e", "001b-213c-4d5e"]
)
def test_notations(text: str) -> None:
    verdict = mac.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.confidence, verdict.label_required) == ("00:1b:21:3c:4d:5e", 0.85, False)
    assert verdict.attributes == {"administered": "universal"}


def test_without_separators_a_label_is_needed() -> None:
    verdict = mac.validate("001B213C4D5E")
    assert verdict is not None
    assert (verdict.value, verdict.label_required) == ("00:1b:21:3c:4d:5e", True)


@pytest.mark.parametrize(
    "text", ["ff:ff:ff:ff:ff:ff", "00-00-00-00-00-00", "0000.0000.0000", "00:1b:21:3c:4d", "11:11:11:11:11:11"]
)
def test_what_is_nobodys(text: str) -> None:
    assert mac.validate(text) is None


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("12:34:56:78:90:12", 0.4),
        ("24-01-15-10-22-33", 0.4),
        ("15-01-24-10-22-33", 0.4),
        ("00:11:22:33:44:55", 0.85),
        ("24-13-15-10-22-33", 0.85),
        ("24-01-15-10-72-33", 0.85),
        ("01:00:5e:00:00:fb", 0.4),
        ("3a:1b:21:3c:4d:5e", 0.85),
    ],
)
def test_what_looks_like_something_else(text: str, confidence: float) -> None:
    verdict = mac.validate(text)
    assert verdict is not None
    assert verdict.confidence == confidence


def test_administration_is_that_of_stdnum() -> None:
    draw = random.Random(7)
    for _ in range(5_000):
        text = ":".join(f"{draw.randrange(256):02x}" for _ in range(6))
        verdict = mac.validate(text)
        assert verdict is not None
        assert (verdict.attributes["administered"] == "universal") is stdnum.mac.is_universally_administered(text)
        assert verdict.attributes.get("multicast", False) is stdnum.mac.is_multicast(text)
