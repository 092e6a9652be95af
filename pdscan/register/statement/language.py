"""The language of a statement, Dutch or English, by its commonest words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pdscan.register.statement.segments import little_words
from pdscan.vocabulary.lexicon import words


def language_of(texts: Iterable[str]) -> str:
    """`nl` or `en`; Dutch where nothing tells.

    >>> language_of(["The name of your contact and the address"]), language_of(["Naam van de klant"])
    ('en', 'nl')
    """
    counts = Counter(word.plain for text in texts for word in words(text))
    dutch, english = (sum(counts[word] for word in little_words(language)) for language in ("dutch", "english"))
    return "en" if english > dutch else "nl"
