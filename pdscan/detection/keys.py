"""Keys and their values, in JSON, XML, URLs and logs: the label of one value is not the label of the next one.

In `bsn=111222333 batch=123456782` and in `<bsn/><code>123456782</code>` the second number has a key of its own, and in
“BSN onbekend, 123456782” the label has had its answer.  In plain sentences a label reaches on.
"""

from __future__ import annotations

import re

_CLOSING = re.compile(r"</(?:[\w.-]+:)?$")
_ASSIGNED = re.compile(r"[\w.-]*[\"']?\s*(?:[:=>]|(?=/>))")
"""What makes a key of the word before it."""
_LAST_KEY = re.compile(
    r"""(?:(?<![\w.-])[\w.-]+\s?=\s?["'\[(]{0,2}     # batch="
        | ["'][\w\s.-]+["']\s?:\s?["'\[]{0,2}        # "batch": "
        | <[\w:.-]+(?:\s[^<>]*)?>\s?)$               # <batch>
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(r"\w|[&;,]|/>")
_NUMBER_BEFORE = re.compile(r"(?=[A-Z .-]*\d)[A-Z\d][A-Z\d .-]{4,}[A-Z\d] \([^()\d]{0,20}$")
_NOTHING = re.compile(
    r"""[\s_-]*(?:nummer|number|nr|no)?[.\"']*\s?(?:[:=>]|is|was|wordt)?[\s\"'(<\[]*
        (?:null|none|nil|onbekend|unknown|leeg|empty|ontbreekt|missing|nvt|n\.v\.t|n/a|geen
        |niet\s(?:bekend|ingevuld|opgegeven|aanwezig)|not\s(?:known|given|provided))(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def answered(text: str, start: int, end: int) -> bool:
    """Whether the label at `start` to `end` has had its value, so that what follows `text` is not it.

    >>> [answered(text, 0, 3) for text in ('bsn="', "bsn_klant=", 'bsn": {"value": "', "bsn: 111222333 of ")]
    [False, False, False, False]
    >>> [answered(text, 0, 3) for text in ("bsn=111222333 batch=", 'bsn": null, "id": ', "bsn=&id=", "BSN onbekend, ")]
    [True, True, True, True]
    >>> answered("<bsn>111222333</bsn><code>", 16, 19), answered('name="bsn" type="text" value="', 6, 9)
    (True, False)
    >>> answered("030-2741891 (fax), tel. ", 13, 16), answered("sim 1 (iccid) ", 7, 12)
    (True, False)
    """
    if _CLOSING.search(text, 0, start) or _NOTHING.match(text, end) or explains(text, start, end):
        return True
    assigned = _ASSIGNED.match(text, end)
    key = _LAST_KEY.search(text, assigned.end()) if assigned else None
    return bool(assigned and key and _BETWEEN.search(text, assigned.end(), key.start()))


def explains(text: str, start: int, end: int) -> bool:
    """Whether the label stands in brackets behind the number that it names: “030-2741891 (fax), 020-6241111”."""
    return text.startswith(")", end) and _NUMBER_BEFORE.search(text, 0, start) is not None
