"""IP addresses, held against the standard library."""

import ipaddress
import random

import pytest

from pdscan.detection import Scanner
from pdscan_detectors import ip


@pytest.mark.parametrize(
    ("text", "value", "scope"),
    [
        ("145.53.12.9", "145.53.12.9", "public"),
        ("145.53.12.9/24", "145.53.12.9/24", "public"),
        ("192.168.1.10", "192.168.1.10", "private"),
        ("172.16.0.1", "172.16.0.1", "private"),
        ("127.0.0.1", "127.0.0.1", "loopback"),
        ("169.254.10.1", "169.254.10.1", "link_local"),
        ("224.0.0.251", "224.0.0.251", "multicast"),
        ("100.64.1.1", "100.64.1.1", "shared"),
        ("203.0.113.7", "203.0.113.7", "documentation"),
        ("2A02:A45F:0:0:0:0:0:1", "2a02:a45f::1", "public"),
        ("fd00::1", "fd00::1", "private"),
        ("fe80::1", "fe80::1", "link_local"),
        ("ff02::1", "ff02::1", "multicast"),
        ("::1", "::1", "loopback"),
        ("3fff::1", "3fff::1", "documentation"),
        ("64:ff9b::8.8.8.8", "64:ff9b::808:808", "public"),
        ("::ffff:10.0.0.1", "::ffff:a00:1", "private"),
        ("2a02:a45f::/32", "2a02:a45f::/32", "public"),
    ],
)  # fmt: skip
def test_scope(text: str, value: str, scope: str) -> None:
    verdict = ip.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.attributes["scope"]) == (value, scope)
    assert verdict.confidence >= 0.5
    assert verdict.attributes.get("test", False) is (scope == "documentation")


@pytest.mark.parametrize(
    "text", ["255.255.255.0", "255.255.255.255", "256.1.1.1", "01.2.3.4", "dead::beef", "a::b", "::", "1.2.3"]
)
def test_what_is_no_address(text: str) -> None:
    assert ip.validate(text) is None


@pytest.mark.parametrize("text", ["12::30", "a1::b2", "240.0.0.1", "0.0.0.0", "0.0.0.255"])
def test_addresses_that_nobody_has_are_merely_possible(text: str) -> None:
    verdict = ip.validate(text)
    assert verdict is not None
    assert verdict.confidence < 0.5


def test_small_numbers_are_nearer_to_a_version() -> None:
    small, large = ip.validate("1.2.3.4"), ip.validate("145.53.12.9")
    assert small is not None
    assert large is not None
    assert 0.5 <= small.confidence < large.confidence


def test_every_address_is_found_in_every_notation() -> None:
    scanner = Scanner([ip.DETECTOR])
    draw = random.Random(7)
    for _ in range(500):
        six = ipaddress.IPv6Address((0x2A02 << 112) | (draw.getrandbits(112) & draw.getrandbits(112) & _sparse(draw)))
        four = ipaddress.IPv4Address(draw.randrange(1 << 24, 0xDF << 24))
        for text in (str(six), six.exploded, six.exploded.upper(), str(four)):
            found = scanner.text(f"van {text}, ".encode())
            assert [match.text for match in found] == [text]


def _sparse(draw: random.Random) -> int:
    """A mask with whole groups of zeros, so that addresses can be abbreviated."""
    return sum(0xFFFF << (16 * group) for group in range(7) if draw.random() < 0.5)
