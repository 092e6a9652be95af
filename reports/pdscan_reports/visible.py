r"""Text that a scanned system controls, made safe to show to a person.

File, column and folder names are chosen by whoever filled the system: they may hold terminal
escapes, line breaks, characters that turn the reading direction round, and be of any length.

A good name comes out as it went in, a hostile one shows what it is:

>>> visible("klanten 2019.csv")
'klanten 2019.csv'
>>> print(visible("\x1b[31mrood\u202etxt.exe"))
\x1b[31mrood\u202etxt.exe
>>> shorten("archief/2019/klanten/oud/export-van-alle-klanten.csv", 30)
'archief/2019/kl…le-klanten.csv'
"""

from __future__ import annotations

KEPT = frozenset("\u00a0\u2007\u202f\u200c\u200d")
"""Not printable by Unicode's word, but harmless: fixed spaces, and the joiners that some scripts need."""

LONGEST = 400
"""No name is shown with more characters than this, wherever it is shown."""


def visible(text: str, limit: int = LONGEST) -> str:
    r"""The text on one line: control, direction and undecodable characters escaped, the middle cut out.

    :param limit: the most characters that come out.

    >>> print(visible("a\tb\r\nc"), visible("\udcff"))
    a\x09b\x0d\x0ac \xff
    """
    if not text.isprintable():
        text = "".join(character if character.isprintable() else _escaped(character) for character in text)
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """The text with its middle replaced by `…` when it is longer than `limit` characters.

    >>> shorten("klanten.csv", 11), shorten("klanten.csv", 7), shorten("ab", 1)
    ('klanten.csv', 'kla…csv', '…')
    """
    if len(text) <= limit:
        return text
    tail = (limit - 1) // 2
    head = limit - 1 - tail
    return f"{text[:head]}…{text[len(text) - tail :]}"


def _escaped(character: str) -> str:
    code = ord(character)
    if character in KEPT:
        return character
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00  # a byte that was no valid UTF-8, as Python keeps it in file names
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
