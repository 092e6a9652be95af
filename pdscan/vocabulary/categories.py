"""Categories of personal data: what a register speaks of, where a detector speaks of entities.

A declared category covers a found one when it is the same, when it is broader (contact details cover
an e-mail address), when it holds the other by its nature (call records hold the numbers called), or when the find may
as well be of the declared kind (an identity document's number that doesn't say whether it is a passport's).

>>> covers(["contact_details"], "email"), covers(["email"], "contact_details")
(True, False)
>>> covers(["passport_number"], "id_document_number"), covers(["passport_number"], "identity_card_number")
(True, False)
>>> covers(["contact_details", "bsn"], "bank_account")
False
>>> title("bsn", "nl"), title("loyalty_points", "nl")
('burgerservicenummer (BSN)', 'loyalty_points')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pdscan.model import Severity
from pdscan.vocabulary.data import read_data

PERSONAL_DATA = "https://w3id.org/dpv/pd#"
"""The namespace of the W3C Data Privacy Vocabulary's terms for personal data."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category of personal data.

    `broader` are the next broader categories; `titles` its names by language (nl, en).
    `sensitivity` is how bad it is to find it where it isn't declared.  `requires_ground` are the only legal
    grounds that allow it, empty where any does.  `dpv` is the IRI of the nearest term of the W3C vocabulary.
    `includes` are the categories that data of this kind holds by its nature; `may_be` the narrower ones that a find
    of this category may as well be.
    """

    id: str
    broader: tuple[str, ...]
    titles: Mapping[str, str]
    sensitivity: Severity
    requires_ground: tuple[str, ...]
    dpv: str
    definition: str
    includes: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()


def _category(name: str, facts: Mapping[str, Any]) -> Category:
    return Category(
        id=name,
        broader=tuple(facts.get("broader", ())),
        titles=MappingProxyType({"nl": facts["nl"], "en": facts["en"]}),
        sensitivity=Severity(facts["sensitivity"]),
        requires_ground=tuple(facts.get("requires_ground", ())),
        dpv=PERSONAL_DATA + facts["dpv"],
        definition=facts["definition"],
        includes=tuple(facts.get("includes", ())),
        may_be=tuple(facts.get("may_be", ())),
    )


CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {name: _category(name, facts) for name, facts in read_data("categories.yaml").items()}
)
"""Every category by its id.  A register may use others; they stand for themselves alone."""


def broader_of(category: str) -> frozenset[str]:
    """The category itself and all that are broader, at any distance.

    >>> sorted(broader_of("postcode"))
    ['address', 'contact_details', 'postcode']
    """
    if category not in CATEGORIES:
        return frozenset((category,))
    return frozenset((category,)).union(*(broader_of(broader) for broader in CATEGORIES[category].broader))


def covers(declared: Iterable[str], category: str) -> bool:
    """Whether declaring these categories declares a find of that category."""
    found = broader_of(category)
    kinds = CATEGORIES[category].may_be if category in CATEGORIES else ()
    return any(
        name in found or name in kinds or (name in CATEGORIES and not found.isdisjoint(CATEGORIES[name].includes))
        for name in declared
    )


def title(category: str, language: str) -> str:
    """What people call the category in that language (nl, en); one that isn't in the vocabulary is its own title."""
    return CATEGORIES[category].titles[language] if category in CATEGORIES else category
