r"""How programs write down traffic, line by line: mail and web servers, DHCP, RADIUS, name servers, firewalls, proxies.

Each dialect has marks that stand in such a log, and an expression for the beginning of one record with its day.  What
programs write at the beginning of a line is theirs or that of syslog: `Jan 31 14:22:33 host` (RFC 3164) or
`2026-01-31T14:22:33+01:00 host` (RFC 5424).

>>> [each.kind for each in dialects("Jan 31 06:25:03 mx1 postfix/smtpd[22]: connect from mail.klant.nl[145.12.3.4]\n")]
['mail']
>>> dialects("2026-10-01T02:15:00Z INFO job=1790000000000 duur=3ms\n")
[]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = rb"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ISO = rb"(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)[T ][0-2]\d:[0-5]\d:[0-5]\d"
_SYSLOG = rb"(?m)^(?:<\d{1,3}>\d? ?)?" + _MONTH + rb" (?P<day>[ 0-3]\d) [0-2]\d:[0-5]\d:[0-5]\d [^\s:]{1,255} "
_SYSLOG_ISO = rb"(?m)^(?:<\d{1,3}>\d? ?)?" + _ISO + rb"[^\s]{0,14} [^\s:]{1,255} "
_QUEUED = _ISO + rb"[^\s]{0,7}(?: [+-]\d{4})?(?: \[\d+\])? [\w-]{16,23} (?:<=|=>|->|\*\*|==|>>) "
_DHCP = rb"(?:dhcpd|dnsmasq-dhcp)(?:\[\d+\])?: .{0,20}?DHCP[A-Z]{3}"
_DETAIL = rb"[A-Z][a-z]{2} " + _MONTH + rb" (?P<day>[ 0-3]\d) [\d:]{8} (?P<year>20\d\d)\r?\n\s+[A-Z][\w-]+ = "
_BIND = (
    rb"(?P<day>[0-3]\d)-" + _MONTH + rb"-(?P<year>20\d\d) [\d:.]{12} (?:queries: )?(?:info: )?client .{3,90}?query: "
)
_IPV4 = rb"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing traffic down: its `kind`, `marks` (lower case) one of which stands in it, and its records."""

    kind: str
    marks: tuple[str, ...]
    records: re.Pattern[bytes]


def _logged(kind: str, marks: tuple[str, ...], message: bytes) -> tuple[Dialect, Dialect]:
    """Messages of one program in both dialects of syslog."""
    dated = (re.compile(prefix + message) for prefix in (_SYSLOG, _SYSLOG_ISO))
    first, second = (Dialect(kind, marks, records) for records in dated)
    return first, second


DIALECTS = (
    *_logged("mail", ("postfix",), rb"postfix(?:/[\w-]+)*/[\w-]+(?:\[\d+\])?: "),
    *_logged("mail", ("sendmail", "sm-mta"), rb"(?:sendmail|sm-mta)\[\d+\]: \w{8,}: (?:from|to)="),
    *_logged("mail", ("imap-login", "pop3-login", "lmtp("), rb"dovecot(?:\[\d+\])?: (?:imap|pop3|lmtp)"),
    *_logged("mail", ("exim",), rb"exim(?:4)?(?:\[\d+\])?: "),
    Dialect("mail", (" <= ", " => "), re.compile(rb"(?m)^" + _QUEUED)),
    *_logged("dhcp", ("dhcpack", "dhcprequest", "dhcpdiscover"), _DHCP),
    Dialect("dhcp", ("_lease_",), re.compile(rb"(?m)^" + _ISO + rb".{0,90}?DHCP[46]_LEASE_[A-Z]+")),
    Dialect(
        "dhcp",
        ("hardware ethernet",),
        re.compile(rb"(?m)^lease " + _IPV4 + rb" \{\s+starts \d (?P<year>20\d\d)/(?P<month>[01]\d)/(?P<day>[0-3]\d) "),
    ),
    Dialect("radius", ("acct-status-type", "acct-session-id"), re.compile(rb"(?m)^" + _DETAIL)),
    *_logged("radius", ("radiusd", "freeradius"), rb"(?:free)?radiusd?\[\d+\]: .{0,20}?(?:Login|Auth|Acct)"),
    Dialect(
        "web",
        ("http/1.", "http/2", "http/3"),
        re.compile(
            rb"(?m)^(?:[\w.-]+(?::\d+)? )?[0-9A-Fa-f.:]{3,45} \S+ \S+ "
            rb"\[(?P<day>\d\d)/" + _MONTH + rb"/(?P<year>20\d\d):[\d:]{8} [+-]\d{4}\] \"[A-Z]{3,10} "
        ),
    ),
    Dialect(
        "web",
        ("cs-uri-stem",),
        re.compile(rb"(?m)^" + _ISO + rb" (?:\S+ ){0,4}(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH) /"),
    ),
    Dialect(
        "proxy",
        ("tcp_miss", "tcp_hit", "tcp_tunnel", "tcp_denied"),
        re.compile(rb"(?m)^(?P<day>1\d{9})\.\d{3} +\d+ \S+ TCP_[A-Z_]+/\d{3} \d+ "),
    ),
    *_logged("dns", ("query",), rb"(?:named|dnsmasq|unbound)(?:\[[\d:]+\])?: .{0,60}?(?:query|\bIN\b|reply)"),
    Dialect("dns", ("query: ",), re.compile(rb"(?m)^" + _BIND)),
    *_logged("flow", ("src=",), rb"kernel: .{0,80}?SRC=\S+ DST=\S+ "),
    Dialect(
        "flow",
        (" tcp ", " udp ", " icmp "),
        re.compile(rb"(?m)^" + _ISO + rb"(?:\.\d+)? +(?:\w+ +)?[\d.]+ +(?:TCP|UDP|ICMP6?|GRE|ESP) +\S+ +-> +\S+ "),
    ),
)  # fmt: skip

MARKS = tuple(sorted({mark for each in DIALECTS for mark in each.marks}))


def dialects(text: str) -> list[Dialect]:
    """The dialects in which a text holds records, the one that it holds most of first."""
    lower, data = text.lower(), text.encode()
    counts = [
        (len(each.records.findall(data)), -number, each)
        for number, each in enumerate(DIALECTS)
        if any(mark in lower for mark in each.marks)
    ]
    return [each for count, _, each in sorted(counts, key=lambda one: one[:2], reverse=True) if count]
