"""The six legal grounds of GDPR article 6(1): without one, personal data may not be processed.

>>> [ground.letter for ground in GROUNDS.values()]
['a', 'b', 'c', 'd', 'e', 'f']
>>> ground_title("contract", "nl"), GROUNDS["contract"].dpv
('uitvoering van een overeenkomst', 'https://w3id.org/dpv/legal/eu/gdpr#A6-1-b')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import Lexicon

_DATA = read_data("grounds.yaml")


@dataclass(frozen=True, slots=True)
class LegalGround:
    """One ground: its names by language (nl, en), its letter in article 6(1), its term in the W3C vocabulary."""

    id: str
    titles: Mapping[str, str]
    letter: str
    dpv: str


GROUNDS: Mapping[str, LegalGround] = MappingProxyType(
    {
        name: LegalGround(
            id=name,
            titles=MappingProxyType({"nl": facts["nl"], "en": facts["en"]}),
            letter=facts["letter"],
            dpv="https://w3id.org/dpv/legal/eu/gdpr#" + facts["dpv"],
        )
        for name, facts in _DATA.items()
    }
)
"""Every legal ground by its id."""


def ground_title(ground: str, language: str) -> str:
    """What people call the ground in that language (nl, en)."""
    return GROUNDS[ground].titles[language]


@cache
def ground_lexicon() -> Lexicon:
    """The words by which statements name the grounds."""
    return Lexicon(
        {name: [*facts["phrases"]["nl"], *facts["phrases"]["en"]] for name, facts in _DATA.items()},
        misspelt={wrong: right for facts in _DATA.values() for wrong, right in facts.get("misspelt", {}).items()},
    )
