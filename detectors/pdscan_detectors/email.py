r"""E-mail addresses, as people write them, and the hostmaster of a DNS zone.

An address is a mailbox and a domain (RFC 5321 section 4.1.2).  The domain must end in a suffix under which names
can be registered (the Public Suffix List, in the copy that tldextract brings along; nothing is fetched), or be one
reserved for documentation and tests (RFC 2606, RFC 6761): then the address is marked as a test value.
A zone's SOA record names its hostmaster with a dot for the @ (RFC 1035 section 3.3.13).

>>> validate("J.de.Vries+nieuws@Post.Webcircuit.net").value
'j.de.vries+nieuws@post.webcircuit.net'
>>> validate("SOA ns1.webcircuit.net. hostmaster.webcircuit.net").value
'hostmaster@webcircuit.net'
>>> validate("info@example.com").attributes["test"]
True
>>> validate("lodash@4.17.21") is None, validate("foo@2x.png") is None, validate("user@localhost") is None
(True, True, True)
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pdscan.model import Verdict
from pdscan.protocols import UNSURE, Detector, Many
from pdscan_detectors.cells import Cells, grouped

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
_AT = re.compile(r"@|%40| ?[\[({](?:at|AT|apenstaartje)[\])}] ?")
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:sips?|cid):")
_MAILBOX = re.compile(r"""(?:[\w+][\w.+'-]*(?:\+[\w.+'=-]*)?|"[^"]*")$""")
_NO_DOMAIN = re.compile(r"(?:^|\.)[0-9]x\.[a-z]+$|^[0-9]+(?:\.[0-9]+)+\.[a-z]+$|[^\w.-]")
"""`foto@2x.png`, a version with a file's ending (`1.2.3.zip`), and signs that are no letters."""
_SOA = re.compile(r"SOA\s+\S+\s+")


def validate(text: str) -> Verdict | None:
    """A verdict on an address, or on the SOA record that names its hostmaster.

    >>> validate("beheer.kantoor@webcircuit.internal") is None
    True
    >>> validate("git@github.com").confidence
    0.3
    """
    if record := _SOA.match(text):
        return _hostmaster(text, record.end())
    if _OTHER_SCHEME.match(text):
        return None
    *_, at = (None, *_AT.finditer(text))
    mailbox = _MAILBOX.search(text, 0, at.start()) if at else None
    if at is None or mailbox is None:
        return None
    span = (mailbox.start(), len(text)) if mailbox.start() else None
    return _verdict(mailbox.group(), text[at.end() :], {}, span)


def _hostmaster(text: str, begin: int) -> Verdict | None:
    r"""The address in an SOA record: the first dot is the @, and `\.` a dot of the mailbox."""
    mailbox, dot, domain = text[begin:].replace(r"\.", "\0").partition(".")
    attributes: dict[str, object] = {"category": "hostmaster"}
    return _verdict(mailbox.replace("\0", "."), domain, attributes, (begin, len(text))) if dot else None


def _verdict(mailbox: str, domain: str, attributes: dict[str, object], span: tuple[int, int] | None) -> Verdict | None:
    domain = domain.lower()
    if len(mailbox) > LONGEST or ".." in mailbox or mailbox.endswith("."):
        return None
    reasons: tuple[str, ...] = ("public-suffix",)
    if _RESERVED.fullmatch(domain):
        attributes, reasons = attributes | {"test": True}, ("reserved-domain", "test-value")
    elif not registrable(domain):
        return None
    confidence = MACHINE if _MACHINES.fullmatch(f"{mailbox}@{domain}") else SURE
    return Verdict(f"{mailbox.lower()}@{domain}", confidence, reasons, attributes, span=span)


@lru_cache(maxsize=4096)
def registrable(domain: str) -> bool:
    """Whether a domain is, or lies under, a name that can be registered under a public suffix.

    >>> registrable("post.webcircuit.net"), registrable("münchen.de"), registrable("web01"), registrable("co.uk")
    (True, True, False, False)
    """
    found = _extract()(domain)
    return bool(found.suffix and found.domain) and not _NO_DOMAIN.search(domain)


@cache
def _extract() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


_WORD = r"[A-Za-z0-9\x80-\xff]"
_BEFORE_AT = (
    r"""(?:[A-Za-z][A-Za-z0-9+.-]{1,20}://|sips?:|cid:)[^ \t\r\n"'<>/@]{1,60}"""
    r"""|[A-Za-z0-9_+\x80-\xff][A-Za-z0-9._+'\x80-\xff-]{0,70}(?:\+[A-Za-z0-9._+=-]{1,60})?|"[A-Za-z0-9 ._+-]{1,40}\""""
)
_WRITTEN_AT = r"(?:@|%40| ?[\[({](?:at|AT|apenstaartje)[\])}] ?)"
_TOP = r"(?:[a-z]{2,24}|[A-Z]{2,24}|Com|Nl|Net|Org|Eu|xn--[a-z0-9-]{2,24}|(?:[\xc3-\xed][\x80-\xbf]{1,2}){2,24})"
_DOMAIN = rf"(?:{_WORD}[A-Za-z0-9\x80-\xff-]{{0,62}}\.){{1,5}}{_TOP}"
_RECORD = (
    r"SOA[ \t]{1,16}[A-Za-z0-9-]{1,63}\.[A-Za-z0-9._-]{0,100}[ \t]{1,16}"
    r"[A-Za-z0-9_\\-][A-Za-z0-9._\\-]{3,100}[A-Za-z0-9]"
)

_SHORT = 20
"""Characters of a mailbox that are too few for a message's id; longer ones have letters that such an id has not."""


def read_many(cells: Cells) -> Many | None:
    """Plain addresses in lower case; of each domain one stands for all."""
    letters, at = (cells >= ord("a")) & (cells <= ord("z")), cells == ord("@")
    plain = letters | ((cells >= ord("0")) & (cells <= ord("9")))
    dots = cells == ord(".")
    place = at.argmax(axis=1)
    behind = np.arange(cells.shape[1]) > place[:, None]
    sure = letters[:, 0] & (plain | dots | at | (behind & (cells == ord("-")))).all(axis=1)
    no_id = (cells > ord("f")) & ~behind
    sure &= (at.sum(axis=1) == 1) & (place >= 1) & (place <= LONGEST) & ((place < _SHORT) | no_id.any(axis=1))
    sure &= ~(dots[:, :-1] & (dots | at)[:, 1:]).any(axis=1)
    kind = np.full(len(cells), UNSURE, dtype=np.int16)
    chosen = np.flatnonzero(sure)
    first, domain = grouped(np.where(behind[chosen], cells[chosen], 0)) if len(chosen) else (chosen, chosen)
    verdicts: list[Verdict] = []
    known = np.full(len(first), UNSURE, dtype=np.int16)
    for number, row in enumerate(chosen[first].tolist()):
        name = cells[row, place[row] + 1 :].tobytes().decode()
        verdict = validate(f"x@{name}") if _WHOLE_DOMAIN.fullmatch(name) else None
        if verdict is not None:
            known[number] = len(verdicts)
            verdicts.append(replace(verdict, value=""))
    kind[chosen] = known[domain]
    # `git@…` is a login of a program.
    kind[(place == 3) & (cells[:, :3] == np.frombuffer(b"git", dtype=np.uint8)).all(axis=1)] = UNSURE
    return Many(kind, tuple(verdicts), cells)


_WHOLE_DOMAIN = re.compile(r"(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}[a-z]{2,24}")

DETECTOR = Detector(
    entity="email",
    validate=validate,
    read_many=read_many,
    candidates=(rf"(?:{_BEFORE_AT}){_WRITTEN_AT}{_DOMAIN}|{_RECORD}",),
    anchors=(
        rf"[A-Za-z0-9_+\x80-\xbf\x22.-](?:@|%40){_WORD}",
        r"[\[({](?:at|AT|apenstaartje)[\])}]",
        r"SOA[ \t]{1,16}[A-Za-z0-9]",
    ),
    anchor_reach=80,
    max_length=560,
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
    not_after=(r":[~/]", r"@", r"-[0-9A-Za-z]"),
)  # fmt: skip
