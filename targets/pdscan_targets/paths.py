r"""Paths of local files: as a user names them in a target, and as they stand in results.

A file name on Linux is any bytes.  In results it is text, the same in every scan, that can't play tricks on a
terminal, and from which the bytes can be told again:

>>> shown("klanten.csv"), shown(os.fsdecode(b"caf\xe9.txt")), shown("two\nlines")
('klanten.csv', 'caf\\xe9.txt', 'two\\x0alines')
>>> meant("caf\\xe9.txt").encode("utf-8", "surrogateescape")
b'caf\xe9.txt'
"""

from __future__ import annotations

import os
import re
from urllib.parse import unquote_to_bytes, urlsplit

from pdscan.errors import UsageError

_ESCAPED = re.compile(r"\\(?:x([0-9a-f]{2})|\\)")
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(name: str) -> str:
    r"""A file's name (as the operating system gives it) as printable text.

    Bytes that are not UTF-8, control characters and those that change the direction of writing become `\xNN`,
    byte by byte.  A name in which such an escape stands, made or by itself, has its backslashes doubled, so
    that no two names look the same.
    """
    if "\\x" not in name and not _UNSHOWABLE.search(name):
        return name
    return _UNSHOWABLE.sub(_escape, name.replace("\\", "\\\\"))


def meant(text: str) -> str:
    r"""The name that `shown` made into this text.

    >>> [name for name in ("a", r"a\b", r"a\x41", "a\n", "\udcff\\") if meant(shown(name)) != name]
    []
    """
    if "\\x" not in text:
        return text
    pieces = re.split(r"(\\x[0-9a-f]{2}|\\\\)", text)
    return os.fsdecode(b"".join(map(_unescape, pieces)))


def shown_path(parts: tuple[str, ...]) -> str:
    """A path below a root as text, "." for the root itself."""
    return "/".join(map(shown, parts)) or "."


def meant_path(text: str) -> tuple[str, ...]:
    """The parts of the path that `shown_path` made into this text."""
    return () if text == "." else tuple(map(meant, text.split("/")))


def local_path(url: str, scheme: str) -> str:
    """The path that a target names: `SCHEME:PATH` as it stands, `SCHEME://…` as a URL, anything else as a path.

    >>> local_path("maildir:Mail/Jan 2019", "maildir"), local_path("file:///a%20b", "file"), local_path("a%20b", "file")
    ('Mail/Jan 2019', '/a b', 'a%20b')

    :raises pdscan.errors.UsageError: when there is no path, or the URL names another machine.
    """
    if not url.startswith(f"{scheme}:"):
        path = url
    elif not url.startswith(f"{scheme}://"):
        path = url.removeprefix(f"{scheme}:")
    else:
        host = urlsplit(url).netloc
        if host not in ("", "localhost"):
            raise UsageError(
                f"{scheme}://{host}/… names another machine; write {scheme}:///PATH for a path on this one"
            )
        path = os.fsdecode(unquote_to_bytes(url.removeprefix(f"{scheme}://{host}")))
    if not path or "\0" in path:
        raise UsageError(f"a {scheme}: target needs a path, as in {scheme}:/srv/share")
    return path


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in found.group().encode("utf-8", "surrogateescape"))


def _unescape(piece: str) -> bytes:
    escaped = _ESCAPED.fullmatch(piece)
    if not escaped:
        return piece.encode("utf-8", "surrogateescape")
    return bytes([int(escaped.group(1), 16)]) if escaped.group(1) else b"\\"
