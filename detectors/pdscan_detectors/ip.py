"""IP addresses, version 4 and 6, in every abbreviation, with or without a prefix length.

Handed out by the IANA through the RIPE NCC and its sisters to providers, and by those to their customers: the
public address of a connection leads to a subscriber.  Notation: RFC 791 (dotted quads), RFC 4291 section 2.2 and
RFC 5952 (version 6), RFC 4632 (prefix length).  What an address is for: the IANA's special-purpose address registries
(RFC 6890), as Python's `ipaddress` has them; those for documentation (RFC 5737, RFC 3849, RFC 9637) are test values.
Version numbers, section numbers and object identifiers look alike; their labels are rivals.

>>> validate("203.0.113.7").attributes
{'version': 4, 'scope': 'documentation', 'test': True}
>>> validate("2001:67C:2e8:0:0::1/64").value, validate("10.20.30.40").attributes["scope"]
('2001:67c:2e8::1/64', 'private')
>>> validate("255.255.255.0") is None   # a netmask
True
>>> validate("dead::beef") is None   # no digit in it: C++ or Perl
True
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from functools import cache

import numpy as np

from pdscan.model import Verdict
from pdscan.protocols import UNSURE, Detector, Many
from pdscan_detectors.cells import Cells

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SURE, PLAIN, VERSION_LIKE, ODD = 0.85, 0.6, 0.4, 0.3

_HIGHEST_OF_VERSIONS = (11, 31)
"""Up to which numbers versions and sections go: the first, and the others (99 besides, for what is to come)."""
_WELL_KNOWN = frozenset({"1.0.0.1", "1.2.3.4", "8.8.4.4"})
"""Resolvers that anybody asks (those of equal numbers besides), and everybody's example."""

_SUFFIX = re.compile(r"-[0-9]{1,3}$")


def _ranges(*networks: str) -> tuple[tuple[int, int, int], ...]:
    """Each network's version, first and last address as numbers: much quicker to compare than the networks."""
    parsed = map(ipaddress.ip_network, networks)
    return tuple((each.version, int(each[0]), int(each[-1])) for each in parsed)


_SCOPES = {
    "documentation": _ranges("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    "shared": _ranges("100.64.0.0/10"),
    "public": _ranges("64:ff9b::/96"),
    "reserved": _ranges("0.0.0.0/8"),
}


def validate(text: str) -> Verdict | None:
    """A verdict on an address; low where it lies outside what is handed out, as times and class names do.

    A number behind a hyphen is the end of a range (`10.0.0.1-20`) or a package's revision (`1.2.3.4-2`).

    >>> validate("fe80::1").attributes["scope"], validate("12::30").confidence
    ('link_local', 0.3)
    >>> validate("10.0.0.1-20").span, validate("1.2.3.4-2").confidence
    ((0, 8), 0.3)
    >>> validate("1.16.1.2").confidence, validate("8.8.8.8").confidence   # rather a version; a resolver
    (0.4, 0.6)
    """
    suffix = _SUFFIX.search(text)
    written = text[: suffix.start()] if suffix else text
    host, slash, length = written.partition("/")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    six = address.version == 6
    if (six and not re.search(r"[0-9]", host)) or (not six and host.startswith("255.")):
        return None
    if slash and not (length.isdigit() and int(length) <= address.max_prefixlen):
        return None
    area = scope(address)
    attributes: dict[str, object] = {"version": address.version, "scope": area}
    reasons: tuple[str, ...] = ("address", f"scope:{area}")
    if area == "documentation":
        attributes["test"], reasons = True, (*reasons, "test-value")
    confidence = _confidence(address, area, written, revision=suffix is not None)
    span = (0, suffix.start()) if suffix else None
    return Verdict(f"{address}{slash}{length}", confidence, reasons, attributes, span=span)


def _confidence(address: Address, area: str, written: str, *, revision: bool) -> float:
    host = written.partition("/")[0]
    if area in ("reserved", "unspecified") or (revision and host[1] == "."):
        return ODD
    if address.version == 6 or area != "public" or "/" in written:
        return SURE
    numbers = [int(part) for part in host.split(".")]
    first, others = _HIGHEST_OF_VERSIONS
    if numbers[0] > first or any(number > others and number != 99 for number in numbers[1:]):
        return SURE
    return PLAIN if host in _WELL_KNOWN or len(set(numbers)) == 1 else VERSION_LIKE


def scope(address: Address) -> str:
    """What an address is for: public, private, loopback, documentation, link_local, multicast, shared and so on.

    >>> [scope(ipaddress.ip_address(text)) for text in ("8.8.8.8", "127.0.0.1", "100.64.0.1", "0.0.0.0", "ff02::1")]
    ['public', 'loopback', 'shared', 'unspecified', 'multicast']
    """
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    number = int(address)
    if number == 0:
        return "unspecified"
    for area, ranges in _SCOPES.items():
        if any(version == address.version and first <= number <= last for version, first, last in ranges):
            return area
    for name in ("loopback", "link_local", "multicast", "reserved", "private"):
        if getattr(address, f"is_{name}"):
            return name
    return "public"


def read_many(cells: Cells) -> Many | None:
    """Addresses of version 4 that are public or in 10.0.0.0/8, and look like no version."""
    digit, dot = (cells >= ord("0")) & (cells <= ord("9")), cells == ord(".")
    count, width = cells.shape
    octet = np.zeros((count, 4), dtype=np.int64)
    length = np.zeros((count, 4), dtype=np.int64)
    which, everyone = np.zeros(count, dtype=np.int64), np.arange(count)
    sure = (digit | dot).all(axis=1) & (dot.sum(axis=1) == 3)
    for place in range(width):
        which = np.minimum(which + dot[:, place], 3)
        value = octet[everyone, which]
        octet[everyone, which] = np.where(digit[:, place], value * 10 + cells[:, place] - 48, value)
        length[everyone, which] += digit[:, place]
    shortest = 1 + (octet > 9) + (octet > 99)
    sure &= ((length == shortest) & (octet <= 255)).all(axis=1)
    first, others = _HIGHEST_OF_VERSIONS
    odd = (octet[:, 0] > first) | ((octet[:, 1:] > others) & (octet[:, 1:] != 99)).any(axis=1)
    private = octet[:, 0] == 10
    public = odd & np.isin(octet[:, 0], _PUBLIC)
    kind = np.where(sure & (private | public), private, UNSURE).astype(np.int16)
    return Many(kind, _plain_verdicts(), cells)


_PUBLIC = [number for number in range(1, 224) if number not in (10, 100, 127, 169, 172, 192, 198, 203)]
"""First numbers of which all addresses are public."""


@cache
def _plain_verdicts() -> tuple[Verdict, ...]:
    found = (validate(text) for text in ("88.99.88.99", "10.99.88.99"))
    return tuple(replace(verdict, value="") for verdict in found if verdict)


_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_QUAD = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_FOUR_LENGTH = "(?:/(?:3[0-2]|[12]?[0-9]))?"
_SIX_LENGTH = "(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?"
_GROUP = "[0-9A-Fa-f]{1,4}"

DETECTOR = Detector(
    entity="ip",
    validate=validate,
    read_many=read_many,
    candidates=(
        f"{_QUAD}{_FOUR_LENGTH}(?:-[0-9]{{1,3}})?",
        f"(?:{_GROUP}:){{7}}{_GROUP}{_SIX_LENGTH}",
        f"{_GROUP}(?::{_GROUP}){{0,6}}::(?:{_GROUP}(?::{_GROUP}){{0,6}})?{_SIX_LENGTH}",
        f"::{_GROUP}(?::{_GROUP}){{0,6}}{_SIX_LENGTH}",
        f"(?:{_GROUP}:){{6}}{_QUAD}",
        f"(?:{_GROUP}(?::{_GROUP}){{0,4}})?::(?:{_GROUP}:){{0,5}}{_QUAD}",
    ),
    labels={
        "nl": [
            "ip", "ip adres", "ipadres", "adres", "server", "host", "bron", "doel", "netwerk", "ingelogd", "verbinding",
        ],
        "en": [
            "ip", "ip address", "ipv4", "ipv6", "address", "addr", "host", "server", "client", "remote", "remote addr",
            "src", "dst", "source", "destination", "peer", "gateway", "nameserver", "dns", "subnet", "network", "ping",
            "x forwarded for", "forwarded for", "connected", "connection", "login", "endpoint", "proxy", "listen",
        ],
    },
    rivals={
        "nl": [
            "versie", "paragraaf", "artikel", "hoofdstuk", "sectie", "bijlage", "bijgewerkt", "uitgave", "klasse",
        ],
        "en": [
            "version", "ver", "v", "release", "released", "build", "firmware", "oid", "section", "chapter", "clause",
            "revision", "rev", "driver", "upgrade", "upgraded", "update", "updated", "patch", "sdk", "class", "schema",
        ],
    },
    not_before=(
        r"[0-9A-Za-z]\.", r"[A-Za-z]-", r"[=<>~!]=", r"[=<>~!]= ", "€", "€ ", r"\$", r"[0-9A-Za-z]::", r"[0-9]_",
        r"[A-Za-z]_[0-9]_",
        *(rf"{edge}[0-9A-Fa-f]{{{length}}}:" for edge in ("[^0-9A-Za-z]", r"\A") for length in range(1, 5)),
        r"[^0-9.]06-", r"\A06-",
        *(rf"{edge}[A-Z][A-Za-z]{{{length}}}/" for edge in (r"[ (\x22]", r"\A") for length in range(1, 17)),
    ),
    not_after=(
        r"\.[0-9A-Za-z]", r"-(?:[A-Za-z]|[0-9]+(?:[a-z~+]|\.[0-9]+[a-z]))", r"::?[0-9A-Fa-f]{1,4}:", r"::",
        r"_[A-Za-z0-9]",
    ),
    max_length=76,
    column_confidence=0.5,
)  # fmt: skip
