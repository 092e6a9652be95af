r"""E-mail addresses, as people write them, and the hostmaster of a DNS zone.

An address is a mailbox and a domain (RFC 5321 section 4.1.2).  The domain must end in a suffix under which names
can be registered (the Public Suffix List, in the copy that tldextract brings along; nothing is fetched), or be one
reserved for documentation and tests (RFC 2606, RFC 6761): then the address is marked as a test value.
A zone's SOA record names its hostmaster with a dot for the @ (RFC 1035 section 3.3.13).

>>> validate("J.de.Vries+nieuws@Post.Webcircuit.net").value
'j.de.vries+nieuws@post.webcircuit.net'
>>> validate("hostmaster.webcircuit.net").value
'hostmaster@webcircuit.net'
>>> validate("info@example.com").attributes["test"]
True
>>> validate("lodash@4.17.21") is None, validate("foo@2x.png") is None, validate("user@localhost") is None
(True, True, True)
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pdscan.model import Verdict
from pdscan.protocols import Detector

if TYPE_CHECKING:
    from tldextract import TLDExtract

SURE = 0.95
MACHINE = 0.3
"""What an address is worth that names a message, a repository or a login of a program, not a mailbox."""
LONGEST = 64
"""Characters in a mailbox, RFC 5321 section 4.5.3.1.1."""

_RESERVED = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|[^.]+\.(?:test|example|invalid))")
_MACHINES = re.compile(
    r"""git@.*                                            # git@github.com:organisation/repository
    | (?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,})@.*      # the others are ids of messages
    | CA[A-Za-z0-9+_=-]{30,}@mail\.gmail\.com
    | 20\d{10,12}\.[0-9A-Za-z.-]+@.*
    | .*JavaMail.*
    | .*@(?:mx\.google\.com|.*\.prod\.outlook\.com)""",
    re.VERBOSE,
)
_WRITTEN_OUT = re.compile(r"%40| ?[\[({](?:at|AT|apenstaartje)[\])}] ?")
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:sips?|cid):")


def validate(text: str) -> Verdict | None:
    """A verdict on an address, or on the name that stands for one in an SOA record (without @).

    >>> validate("beheer.kantoor@webcircuit.internal") is None
    True
    >>> validate("git@github.com").confidence
    0.3
    """
    if _OTHER_SCHEME.match(text):
        return None
    mailbox, at, domain = _WRITTEN_OUT.sub("@", text).rpartition("@")
    return _verdict(mailbox, domain, {}) if at else _hostmaster(text)


def _hostmaster(name: str) -> Verdict | None:
    r"""The address in an SOA record: the first dot is the @, and `\.` a dot of the mailbox."""
    mailbox, dot, domain = name.replace(r"\.", "\0").partition(".")
    return _verdict(mailbox.replace("\0", "."), domain, {"category": "hostmaster"}) if dot else None


def _verdict(mailbox: str, domain: str, attributes: dict[str, object]) -> Verdict | None:
    domain = domain.lower()
    if len(mailbox) > LONGEST or ".." in mailbox or mailbox.endswith("."):
        return None
    reasons: tuple[str, ...] = ("public-suffix",)
    if _RESERVED.fullmatch(domain):
        attributes, reasons = attributes | {"test": True}, ("reserved-domain", "test-value")
    elif not registrable(domain):
        return None
    confidence = MACHINE if _MACHINES.fullmatch(f"{mailbox}@{domain}") else SURE
    return Verdict(f"{mailbox.lower()}@{domain}", confidence, reasons, attributes)


@lru_cache(maxsize=4096)
def registrable(domain: str) -> bool:
    """Whether a domain is, or lies under, a name that can be registered under a public suffix.

    >>> registrable("post.webcircuit.net"), registrable("münchen.de"), registrable("web01"), registrable("co.uk")
    (True, True, False, False)
    """
    found = _extract()(domain)
    return bool(found.suffix and found.domain) and not re.fullmatch(r"[0-9]x", found.domain)


@cache
def _extract() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


_LETTER = r"[A-Za-z0-9]|[\xc3-\xdf][\x80-\xbf]|[\xe3-\xed][\x80-\xbf]{2}"
_MAILBOX = rf"(?:{_LETTER}|[_+])(?:{_LETTER}|[._+'-]){{0,63}}"
_QUOTED = r'"[A-Za-z0-9 ._+-]{1,40}"'
_OTHER = r"""(?:[A-Za-z][A-Za-z0-9+.-]{1,20}://|sips?:|cid:)[^ \t\r\n"'<>/@]{1,60}"""
_LABEL = rf"(?:{_LETTER})(?:{_LETTER}|-){{0,62}}"
_TOP = r"(?:[a-z]{2,24}|[A-Z]{2,24}|Com|Nl|Net|Org|Eu|xn--[a-z0-9-]{2,24}|(?:[\xc3-\xed][\x80-\xbf]{1,2}){2,24})"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}{_TOP}"

DETECTOR = Detector(
    entity="email",
    validate=validate,
    candidates=(
        rf"(?P<value>(?:{_OTHER}|{_MAILBOX}|{_QUOTED})(?:@|%40){_DOMAIN})",
        rf"(?P<value>{_MAILBOX} ?[\[({{](?:at|AT|apenstaartje)[\])}}] ?{_DOMAIN})",
        r"SOA[ \t]{1,16}[A-Za-z0-9-]{1,63}\.[A-Za-z0-9._-]{0,100}[ \t]{1,16}"
        r"(?P<value>[A-Za-z0-9_\\-][A-Za-z0-9._\\-]{3,100}[A-Za-z0-9])",
    ),
    anchors=(
        r"[A-Za-z0-9_+\x80-\xbf\x22.-](?:@|%40)[A-Za-z0-9\xc3-\xed]",
        r"[\[({](?:at|AT|apenstaartje)[\])}]",
        r"SOA[ \t]{1,16}[A-Za-z0-9]",
    ),
    anchor_reach=84,
    value_group="value",
    max_length=320,
    labels={
        "nl": [
            "email", "e-mail", "mail", "mailadres", "emailadres", "mailen", "gemaild", "afzender", "ontvanger", "van",
            "aan", "cc", "bcc", "antwoord aan", "contact", "inlog", "gebruikersnaam", "hostmaster",
        ],
        "en": [
            "email", "e-mail", "mail", "email address", "mailto", "from", "to", "reply to", "sender", "recipient",
            "rcpt", "return path", "cc", "bcc", "contact", "username", "login", "upn", "rname", "hostmaster",
        ],
    },
    rivals={
        "en": [
            "message id", "msgid", "in reply to", "content id", "ssh", "scp", "rsync", "sftp", "git clone",
            "git remote",
        ],
    },
    not_before=(r"[@%]",),
    not_after=(r":[~/]", r"@"),
)  # fmt: skip
