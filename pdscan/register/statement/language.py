"""The language of a statement, Dutch or English, by its commonest words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pdscan.vocabulary.lexicon import words

_DUTCH = frozenset(
    [
        "de",
        "het",
        "een",
        "en",
        "van",
        "voor",
        "uw",
        "wij",
        "niet",
        "met",
        "is",
        "zijn",
        "worden",
        "wordt",
        "tot",
        "einde",
        "op",
        "naam",
        "gegevens",
        "adres",
        "te",
        "dat",
        "die",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "and",
        "of",
        "for",
        "your",
        "we",
        "not",
        "with",
        "is",
        "are",
        "be",
        "by",
        "to",
        "until",
        "end",
        "on",
        "name",
        "data",
        "address",
        "that",
        "this",
        "or",
    ]
)


def language_of(texts: Iterable[str]) -> str:
    """`nl` or `en`; Dutch where nothing tells.

    >>> language_of(["The name of your contact and the address"]), language_of(["Naam van de klant"])
    ('en', 'nl')
    """
    counts = Counter(word.plain for text in texts for word in words(text))
    dutch, english = (sum(counts[word] for word in known) for known in (_DUTCH - _ENGLISH, _ENGLISH - _DUTCH))
    return "en" if english > dutch else "nl"
