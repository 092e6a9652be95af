"""How much a place looks like one that serves a service: by its names, and by what was found in it.

>>> sorted(words_of("public.DomainOwners"))
['domain', 'owners', 'public']
>>> by_name("Domeinen", words_of("public.DomainOwners"))
(1.0, ('domain',))
>>> by_name("Webcircuit Ticket Systeem", words_of("helpdesk"), ignored=words_of("Webcircuit Internet Solutions"))
(1.0, ('helpdesk',))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from math import prod

from pdscan.vocabulary.data import read_data

NO_WORDS = frozenset({"and", "en", "de", "het", "een", "the", "of", "van", "voor", "for", "met", "with", "via"})
"""Words that tell no service from another."""

EVERY_SERVICE = frozenset({"dienst", "diensten", "service", "services", "systeem", "system", "data", "gegevens"})
"""Words that may stand in any service's name."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ENDING = re.compile(r"(?<=\w{3})(?:en|es|s|e)$")
_INSIDE = 4
"""From so many letters on a word also counts inside a longer one."""


def words_of(*names: str) -> frozenset[str]:
    """The words in names of systems, tables, folders, columns and services: lower case, without accents."""
    return frozenset(word for name in names for word in _words(name))


def by_name(service: str, words: Collection[str], *, ignored: Collection[str] = ()) -> tuple[float, tuple[str, ...]]:
    """How much a service's name is like the words of a place (0–1), and the words that say so.

    Half a point is for any likeness at all, the rest for the share of the service's words that are met.

    :param ignored: words that say nothing here, such as those of the organisation's name.
    """
    wanted = [word for word in _words(service) if word not in EVERY_SERVICE and word not in ignored]
    met = {word: [other for other in words if _alike(word, other)] for word in wanted}
    share = sum(bool(others) for others in met.values()) / len(wanted) if wanted else 0.0
    if not share:
        return 0.0, ()
    return 0.5 + share / 2, tuple(sorted({other for others in met.values() for other in others}))


def by_categories(found: Collection[str], declaring: Mapping[str, Collection[str]], service: str) -> float:
    """How much the categories found at a place speak for a service (0–1).

    A category speaks the louder the fewer services declare it; those that only others declare speak against it.

    :param declaring: the services that declare each category.

    >>> declaring = {"bsn": {"Domains"}, "email": {"Domains", "Hosting"}}
    >>> by_categories({"bsn", "email"}, declaring, "Domains"), by_categories({"bsn", "email"}, declaring, "Hosting")
    (1.0, 0.25)
    """
    declared = [category for category in found if declaring.get(category)]
    own = [category for category in declared if service in declaring[category]]
    if not own:
        return 0.0
    return (1 - prod(1 - 1 / len(declaring[category]) for category in own)) * len(own) / len(declared)


def _words(name: str) -> Iterable[str]:
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    joined = re.sub(r"\b[Ee]-(?=mail)", "e", bare).replace("back-up", "backup").replace("anti-", "anti")
    words = dict.fromkeys(word.lower() for word in _WORD.findall(joined))
    return (word for word in words if len(word) > 1 and word not in NO_WORDS)


@lru_cache(maxsize=65536)
def _alike(word: str, other: str) -> bool:
    """Whether two words mean the same thing, but for endings, compounds and language."""
    return any(_contains(other, each) for each in _synonyms(_stem(word)))


def _contains(longer: str, shorter: str) -> bool:
    stem = _stem(shorter)
    return _stem(longer) == stem or (len(stem) >= _INSIDE and stem in longer)


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


@cache
def _synonyms(stem: str) -> frozenset[str]:
    groups = [group for group in _groups() if any(_contains(stem, word) for word in group)]
    return frozenset((stem,)).union(*groups)


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group) for group in read_data("service_words.yaml", "pdscan.reconcile"))
