"""What goes wrong with a mail server, by what can be done about it, without a word of what it said."""

from __future__ import annotations

import imaplib
import re

BUSY = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
"""Codes (RFC 5530) of what passes by itself."""

NONSENSE = (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""All that connection and library raise when a server goes away, or doesn't keep to the protocol."""

_CODE = re.compile(r"\[([A-Z-]{2,30})[ \]]")
_REASONS = {"NOPERM": "no permission", "NONEXISTENT": "vanished", "TRYCREATE": "vanished", "EXPUNGEISSUED": "vanished"}


class Torn(Exception):  # noqa: N818 - no error of ours: it is met with another attempt
    """The connection is gone, or can't be used any more; `why` is the kind of exception that it ended with."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Refused(Exception):  # noqa: N818 - a result
    """The server said no; `reason` is one of `pdscan.model.SKIP_REASONS`, `code` the server's own."""

    def __init__(self, reason: str, code: str = "") -> None:
        self.reason = reason
        self.code = code
        super().__init__(reason)


class Gone(Exception):  # noqa: N818 - a result
    """The folder that was being read is no longer what it was; `reason` is one of `pdscan.model.SKIP_REASONS`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)


def code_of(error: Exception) -> str:
    """The code in a server's answer, "" where it gives none.

    >>> code_of(ValueError("select failed: [NOPERM] Permission denied for jan"))
    'NOPERM'
    """
    found = _CODE.search(str(error))
    return found.group(1) if found else ""


def refusal(error: Exception) -> Refused:
    """What a NO or BAD means for us."""
    code = code_of(error)
    return Refused(_REASONS.get(code, "refused"), code)
