"""The words by which statements name categories of data.

>>> [(hit.meaning, hit.right) for hit in data_lexicon().find("Gespreksoptnames, IP-adres(sen)")]
[('call_recordings', 'gespreksopnames'), ('ip_address', None)]
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import Hit, Lexicon, compact, words


@cache
def data_lexicon() -> Lexicon:
    """The phrases of every category, in Dutch and English."""
    data = read_data("phrases.yaml")
    return Lexicon(
        {category: [*facts["nl"], *facts["en"]] for category, facts in data.items()},
        misspelt={wrong: right for facts in data.values() for wrong, right in facts.get("misspelt", {}).items()},
        exact=[phrase for facts in data.values() for phrase in facts.get("exact", ())],
        endings={category: facts["endings"] for category, facts in data.items() if "endings" in facts},
    )


@cache
def collective() -> frozenset[str]:
    """Categories whose mention is often followed by an enumeration of their parts."""
    return frozenset(name for name, facts in read_data("phrases.yaml").items() if facts.get("collective"))


def in_context(text: str, context: str) -> tuple[Hit, ...]:
    """Phrases that mean a category only in the right surroundings, with a certainty of 0.8.

    :param context: the service, and whatever else stands in the cell.

    >>> [hit.meaning for hit in in_context("metadata t.b.v. support", "E-mail security")]
    ['mail_metadata']
    >>> in_context("metadata t.b.v. support", "Website")
    ()
    """
    around = compact_words(context)
    hits: list[Hit] = []
    for category, lexicon, needed in _contextual():
        if not around.isdisjoint(needed):
            hits += [replace(hit, certainty=0.8) for hit in lexicon.find(text) if hit.meaning == category]
    return tuple(hits)


def compact_words(text: str) -> frozenset[str]:
    """Every word of a text, and every two neighbours joined, without accents and hyphens.

    >>> sorted(compact_words("E-mail security"))
    ['e', 'email', 'mail', 'mailsecurity', 'security']
    """
    single = [word.plain for word in words(text)]
    return frozenset(single) | frozenset(first + second for first, second in pairwise(single))


@cache
def _contextual() -> tuple[tuple[str, Lexicon, frozenset[str]], ...]:
    return tuple(
        (
            category,
            Lexicon({category: facts["in_context"]["phrases"]}),
            frozenset(compact(word) for word in facts["in_context"]["words"]),
        )
        for category, facts in read_data("phrases.yaml").items()
        if "in_context" in facts
    )
