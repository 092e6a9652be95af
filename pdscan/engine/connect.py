"""A path or URL → the target that reads it."""

from __future__ import annotations

import re

from pdscan import plugins
from pdscan.errors import UsageError
from pdscan.protocols import Target, TargetOptions

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.]*)(?:\+[A-Za-z0-9_.]+)?:(?=.)")
_ANY = "*"


def connect(url: str, options: TargetOptions) -> Target:
    """The target for a path or URL; a path has the scheme "" and may be of any kind of file or folder.

    :raises pdscan.errors.UsageError: when no target reads such URLs.
    """
    scheme = scheme_of(url)
    kinds = plugins.load_all("targets")
    for wanted in (scheme, _ANY):
        for kind in kinds.values():
            if wanted in kind.schemes:
                target: Target = kind(url, options)
                return target
    known = sorted({each for kind in kinds.values() for each in kind.schemes} - {"", _ANY})
    raise UsageError(f"nothing here reads “{scheme}:” targets; there are: a path, {', '.join(known)}")


def scheme_of(url: str) -> str:
    """The scheme of a URL without its driver, "" for a path.

    >>> scheme_of("postgresql+psycopg://scanner@db/crm"), scheme_of("maildir:/var/mail"), scheme_of("./C/files")
    ('postgresql', 'maildir', '')
    """
    found = _SCHEME.match(url)
    return found.group(1).lower() if found else ""
