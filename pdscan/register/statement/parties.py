"""Who answers for data: the organisation itself (controller), or its client, for whom it is a processor.

>>> roles = Parties.of(["De Linde BV", "Opdrachtgevende partij", "De Linde BV"], prose=[])
>>> roles.organisation, roles.role("De Linde B.V."), roles.role("Opdrachtgevende partij")
('De Linde BV', ('controller', None), ('processor', None))
>>> roles.role("Stichting Elders")
(None, 'an unknown party')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import Lexicon, compact, words

UNKNOWN = "an unknown party"
SEVERAL = "more than one party"


_CLAIM = re.compile(
    r"((?:[A-Z][\w&'’.-]*\s+){1,6}?)(?:is|are|zijn)\s+(?:de\s+|the\s+)?"
    r"(?:verwerkingsverantwoordelijke?|verantwoordelijk|(?:data )?controller|responsible)"
)
_ABOUT_DATA = re.compile(r"gegevens|verwerking|data|information|processing", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parties:
    """The organisation whose statement this is, by name; None when the statement doesn't tell.

    `claim` is the sentence of the running text in which it says that it answers for the data.
    """

    organisation: str | None
    claim: str = ""

    @classmethod
    def of(cls, named: Iterable[str], prose: Iterable[str]) -> Parties:
        """Find the organisation among those named as responsible.

        It is the one that the running text speaks of most.  Without running text it is the one that is named in more
        rows than all others together.

        :param named: the responsible cell of every row.
        :param prose: the running text.
        """
        names = Counter(name for name in named if name and not _lexicon().find(name))
        prose = list(prose)
        if not names:
            return next(filter(None, map(cls._claiming, prose)), cls(None))
        text = " ".join(" ".join(core(paragraph)) for paragraph in prose)
        mentions = {name: text.count(" ".join(core(name))) for name in names}
        best = max(names, key=lambda name: (mentions[name], names[name]))
        if mentions[best] or names[best] * 2 > names.total():
            return cls(best)
        return cls(None)

    @classmethod
    def _claiming(cls, paragraph: str) -> Parties | None:
        """The organisation that a paragraph says answers for the data."""
        for sentence in re.split(r"(?<=[.!?])\s+", paragraph):
            claim = _CLAIM.search(sentence)
            if claim is not None and _ABOUT_DATA.search(sentence):
                return cls(claim.group(1).strip(), sentence)
        return None

    def role(self, text: str) -> tuple[str | None, str | None]:
        """The organisation's role where `text` answers, and why that is unclear (None where it is clear)."""
        if not text.strip():
            return ("controller" if self.claim else None), None
        said = {hit.meaning for hit in _lexicon().find(text)}
        own = "own" in said or (self.organisation is not None and is_same(text, self.organisation))
        if "joint" in said:
            return None, SEVERAL
        if "processor" in said:
            return "processor", None
        if "client" in said:
            return (None, SEVERAL) if own or self._is_named(text) else ("processor", None)
        if own or "controller" in said:
            return "controller", None
        return None, UNKNOWN

    def _is_named(self, text: str) -> bool:
        return self.organisation is not None and compact(self.organisation) in compact(text)


def is_same(name: str, other: str) -> bool:
    """Whether two names mean one organisation: the same words, legal forms aside, or one cut short.

    >>> is_same("Webcircuit", "Webcircuit Internet Solutions B.V."), is_same("Webcircuit", "Web Solutions")
    (True, False)
    """
    one, two = core(name), core(other)
    shorter = min(len(one), len(two))
    return shorter > 0 and one[:shorter] == two[:shorter]


def core(name: str) -> list[str]:
    """The words of a name without its legal form.

    >>> core("Bakkerij Jansen B.V.")
    ['bakkerij', 'jansen']
    """
    joined = name.replace(".", "")
    return [word.plain for word in words(joined) if word.plain not in _data()["legal_forms"]]


@cache
def _data() -> dict[str, Any]:
    return read_data("parties.yaml", __package__)


@cache
def _lexicon() -> Lexicon:
    data = _data()["parties"]
    return Lexicon(
        {meaning: [phrase for phrases in by_language for phrase in phrases] for meaning, by_language in data.items()}
    )
