r"""Masks and fingerprints: all that may be shown or kept of a value.

A mask leaves its reader at least 100,000 values to choose from.  The rule, by kind of value:

- *Numbers*: of at least seven hidden digits there are 10,000,000, and no checksum in use leaves fewer than 1 in 97
  of them.  So the last two digits are shown only of nine or more, where seven others stay hidden.
  What separates the digits is shown, where there is nothing but digits.
- *Letters* count for nothing, because words, names and codes can be guessed: they are hidden, and what separates
  them too.
- *E-mail addresses* show the top-level domain, where more than 100,000 domains end in it; the lengths of their
  parts are hidden.
- *IP addresses* show their version and nothing else, *dates* nothing at all: there are fewer birthdays than that.
- *Anything else* with fewer than seven digits shows nothing, not even its length.

>>> mask("111222333"), mask("06-12345678"), mask("NL91 ABNA 0417 1643 00")
('*******33', '**-******78', '********************00')
>>> mask("jan.jansen@example.nl"), mask("192.0.2.17"), mask("1980-02-29"), mask("Jan de Vries")
('***@***.nl', '***.***.***.***', '********', '********')

A fingerprint is an HMAC-SHA-256 (RFC 2104, FIPS 198-1) of a normalised value: equal values of one entity have
equal fingerprints, and nobody without the key can try out all values, of which there are few (a BSN has nine digits).

>>> one = Fingerprinter(bytes(32))
>>> one.fingerprint("bsn", "111222333") == one.fingerprint("bsn", "111222333")
True
>>> one.fingerprint("bsn", "111222333") == one.fingerprint("rsin", "111222333")
False
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pdscan.errors import CredentialError

HIDDEN = 7
"""Digits that a mask must leave hidden: 10,000,000 / 97 is the first power of ten to leave more than 100,000."""
SHOWN_FROM = 9
"""Digits from which on the last ones are shown: shorter numbers (0900-1234) may begin with a few well-known ones."""
NOTHING = "********"
"""The mask that says nothing about its value, not even how long it is."""
KEY_BYTES = 32
"""Length of a fingerprint key: that of the hash, as RFC 2104 advises."""

_DOMAINS = re.compile("at|au|be|br|ca|ch|cn|com|cz|de|dk|es|eu|fi|fr|hu|info|it|jp|net|nl|no|org|pl|pt|ro|ru|se|uk|us")
"""Top-level domains in which several hundred thousand domains, or millions, are registered."""
_EMAIL = re.compile(r"\S*@\S*?(?:\.([A-Za-z]+))?\.?", re.DOTALL)
_DATE = re.compile(
    r"(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})"
    r"|(?:18|19|20)\d{6}|\d{4}(?:18|19|20)\d\d)"
    r"(?:[T ,]+[\d:.]+(?: ?(?:Z|[+-]\d\d:?\d\d))?)?"
)
_PATIENCE = 1.0


def mask(value: str, shown: int = 2) -> str:
    """What may be shown of a value; the module says by which rule.

    :param shown: how many of the last letters and digits may be shown at most.

    >>> mask("111222333", shown=0), mask("11122233"), mask("1234AB"), mask("4111 1111 1111 1111", shown=4)
    ('*********', '********', '********', '**** **** **** 1111')
    """
    text = value.strip()
    if "@" in text:
        return _masked_email(text)
    if version := _ip_version(text):
        return "***.***.***.***" if version == 4 else "****:****:****:****"
    if _DATE.fullmatch(text):
        return NOTHING
    spots = [place for place, character in enumerate(text) if character.isalnum()]
    visible = _visible(text, spots, shown)
    if visible is None:
        return NOTHING
    plain = all(text[place].isdecimal() for place in spots)
    kept = set(spots[len(spots) - visible :])
    hidden = set(spots) if plain else set(range(len(text)))
    return "".join("*" if place in hidden - kept else character for place, character in enumerate(text))


def _visible(text: str, spots: list[int], shown: int) -> int | None:
    """How many of the last letters and digits may be shown; None when not even the shape may."""
    digits = [text[place].isdecimal() for place in spots]
    if sum(digits) < SHOWN_FROM:
        shown = 0
    for visible in range(max(0, min(shown, len(spots))), -1, -1):
        if sum(digits[: len(digits) - visible]) >= HIDDEN:
            return visible
    return None


def _masked_email(text: str) -> str:
    found = _EMAIL.fullmatch(text)
    domain = (found.group(1) or "").lower() if found else ""
    return f"***@***.{domain}" if _DOMAINS.fullmatch(domain) else "***@***"


def _ip_version(text: str) -> int | None:
    try:
        return ipaddress.ip_interface(text.strip("[]")).version if not text.isdecimal() else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Fingerprinter:
    """Makes fingerprints with one key, and shows neither the key nor a value.

    :raises CredentialError: when the key is shorter than 32 bytes.

    >>> Fingerprinter(bytes(32))
    Fingerprinter(key_id='ae997bde')
    """

    key: bytes = field(repr=False)
    key_id: str = field(init=False)
    """Names the key without telling anything about it: eight hexadecimal digits that a store remembers."""

    def __post_init__(self) -> None:
        if len(self.key) < KEY_BYTES:
            raise CredentialError(f"the fingerprint key is shorter than {KEY_BYTES} bytes; {_HOW}")
        object.__setattr__(self, "key_id", hashlib.sha256(b"pdscan key id\0" + self.key).hexdigest()[:8])

    def fingerprint(self, entity: str, value: str) -> str:
        """64 hexadecimal digits for one normalised value of one entity."""
        message = entity.encode() + b"\0" + value.encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, message, "sha256").hex()


_HOW = "make a key with `openssl rand -hex 32`"


def parse_key(text: str, source: str) -> bytes:
    """The key in a text: 32 bytes as hexadecimal digits or base64.

    :param source: where the text came from, for the message.
    :raises CredentialError: when it is neither.

    >>> parse_key("00" * 32, "here") == bytes(32)
    True
    """
    text = text.strip()
    with contextlib.suppress(ValueError, binascii.Error):
        key = bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else base64.b64decode(text, validate=True)
        if len(key) == KEY_BYTES:
            return key
    raise CredentialError(
        f"{source} holds no fingerprint key: {2 * KEY_BYTES} hexadecimal digits, or base64 of {KEY_BYTES} bytes, "
        f"were expected; {_HOW}"
    )


def load_key(path: Path, *, create: bool = True) -> bytes:
    """The key in a file that only its owner may read; made on first use.

    Two processes that make it at the same time end up with the same key.

    :raises CredentialError: when it is missing (and not to be made), readable by others, or holds no key.
    """
    try:
        return parse_key(_read_private(path), f"key file {path}")
    except FileNotFoundError as error:
        if not create:
            raise CredentialError(f"there is no key file {path}; a scan makes one") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialError(f"key file {path} can't be read: {_reason(error)}") from error
    with contextlib.suppress(FileExistsError):
        return _make(path)
    return load_key(path, create=False)


def replace_key(path: Path) -> bytes:
    """Put a new key in the place of the one in the file, wholly or not at all; the old one is overwritten.

    :raises CredentialError: when the file can't be written.
    """
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    key = _make(fresh)
    try:
        with contextlib.ExitStack() as stack:
            old = stack.enter_context(path.open("r+b")) if path.exists() else None
            fresh.replace(path)
            if old is not None:
                _overwrite(old)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise CredentialError(f"key file {path} can't be replaced: {_reason(error)}") from error
    return key


def destroy_key(path: Path) -> None:
    """Overwrite the key file with random bytes and remove it.

    What backups, snapshots and copy-on-write storage keep of it is out of reach.

    :raises CredentialError: when there is none, or it can't be written.
    """
    try:
        with path.open("r+b") as file:
            _overwrite(file)
        path.unlink()
    except FileNotFoundError as error:
        raise CredentialError(f"there is no key file {path}: it was destroyed already, or never made") from error
    except OSError as error:
        raise CredentialError(f"key file {path} can't be destroyed: {_reason(error)}") from error


def _make(path: Path) -> bytes:
    """A new key in a new file.

    :raises FileExistsError: when the file is there already.
    """
    key = secrets.token_bytes(KEY_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(descriptor)
    except FileExistsError:
        raise
    except OSError as error:
        raise CredentialError(f"key file {path} can't be made: {_reason(error)}") from error
    return key


def _overwrite(file: BinaryIO) -> None:
    file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
    file.flush()
    os.fsync(file.fileno())


def _read_private(path: Path) -> str:
    """The file's text, waiting a moment for another process that has just made it."""
    end = time.monotonic() + _PATIENCE
    while True:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISREG(mode) and mode & 0o077:
                raise CredentialError(
                    f"key file {path} can be read by others (mode {stat.S_IMODE(mode):04o}); "
                    f"run `chmod 600 {path}`, and `pdscan key rotate` if somebody may have read it"
                )
            text = file.read()
        if text or time.monotonic() > end:
            return text
        time.sleep(0.02)


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is no plain text"
