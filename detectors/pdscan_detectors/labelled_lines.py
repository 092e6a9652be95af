r"""Forms in plain text: lines of a label, a colon and what was filled in.

Web forms, ticket systems and scanners mail what they have as such lines; structures are told by which labels there are.

>>> form = filled_in("Naam: Jan\n* E-mail : jan@klant.nl\nBericht:\nDe modem doet het niet.\nTelefoon:\n")
>>> sorted(form)
['bericht', 'email', 'naam']
>>> filled_in("Zie de handleiding: daar staat het.\nGroet, Jan")
{'ziedehandleiding': 'daar staat het.'}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_LINE = re.compile(
    r"(?m)^[ \t>*|•-]{0,6}([^\W\d_][\w /().’'-]{1,30}?)\*{0,2}[ \t]*[:=][ \t]*(?:\n(?=[^\n:]{2}))?([^\n]*)"
)
_OTHERS = re.compile(r"[\W_]+")


def filled_in(text: str) -> dict[str, str]:
    """What stands behind each label (in small letters and digits); empty fields are left out, the first one counts."""
    found: dict[str, str] = {}
    for label, value in _LINE.findall(text):
        name = _OTHERS.sub("", label).lower()
        if value.strip() and name not in found:
            found[name] = value.strip()
    return found


def parts(text: str, labels: Mapping[str, Collection[str]]) -> set[str]:
    r"""The parts whose labels stand in a text, filled in.

    >>> sorted(parts("Naam: Jan\nMail: jan@klant.nl\nTel:", {"name": ["naam"], "email": ["mail"], "phone": ["tel"]}))
    ['email', 'name']
    """
    found = filled_in(text).keys()
    return {part for part, names in labels.items() if not found.isdisjoint(names)}
