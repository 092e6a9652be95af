"""What is known of a word that may be part of a name: first names, surnames, and words that only look like them.

The lists are data (`data/names.txt`, written by tools/names.py, and `data/name_words.txt`), read when the first
name turns up.  A name that is an ordinary word as well (Mark, Bakker, Mei) is doubtful: half as good.

>>> first("Sanne"), first("Mark"), first("Modem"), first("Jan-Willem")
(1.0, 0.5, 0.0, 1.0)
>>> surname("Jansen"), surname("Winkel"), surname("Modem"), surname("Jansen-Smit")
(1.0, 0.5, 0.0, 1.0)
>>> ordinary("Aandacht"), nobody("Klant"), organisation("B.V."), firm("Albert Heijn"), place("Den Haag")
(True, True, True, True, True)
"""

from __future__ import annotations

from functools import lru_cache

from pdscan_detectors.data_files import words

SURE, DOUBTFUL, UNKNOWN = 1.0, 0.5, 0.0

REMEMBERED = 4_096
"""So many words are looked up once, however often they come."""
NAMES, WORDS = "names.txt", "name_words.txt"


@lru_cache(REMEMBERED)
def first(word: str) -> float:
    """How surely a word is a first name; of a double one, its doubtful half decides."""
    return min(_listed(part, "first") for part in word.casefold().split("-"))


def known_first(word: str) -> bool:
    """Whether a word in lower case is, or begins with, a first name, surely or not."""
    names = words(NAMES)
    if word in names["first"] or word in names["doubtful first"]:
        return True
    return "-" in word and known_first(word.partition("-")[0])


@lru_cache(REMEMBERED)
def surname(word: str) -> float:
    """How surely a word is (the last word of) a surname; of a double one, its better half decides."""
    return max(_listed(part, "surnames") for part in word.casefold().split("-"))


def _listed(word: str, section: str) -> float:
    names = words(NAMES)
    word = word.replace("’", "'")
    if word in names[section]:
        return SURE
    return DOUBTFUL if word in names[f"doubtful {section}"] else UNKNOWN


def ordinary(word: str) -> bool:
    """Whether a word stands in the dictionary, and is no name."""
    return word.casefold() in words(NAMES)["words"]


def place(phrase: str) -> bool:
    """Whether a phrase is a town, a province or a country."""
    return phrase.casefold() in words(NAMES)["places"]


def particle(word: str) -> bool:
    """Whether a word links the parts of a surname: van, de, 't.

    >>> particle("der"), particle("'t"), particle("en")
    (True, True, False)
    """
    return word.casefold().rstrip(".") in words(WORDS)["particles"]


def organisation(word: str) -> bool:
    """Whether a word beside a name makes it a firm's or a building's."""
    known, word = words(WORDS), word.casefold().replace(".", "")
    return word in known["organisations"] or word.endswith(tuple(known["organisation endings"]))


def nobody(word: str) -> bool:
    """Whether a word stands where names stand (`Beste klant`), and is nobody's."""
    return word.casefold() in words(WORDS)["not a name"]


def function(word: str) -> bool:
    """Whether a word says what somebody is: Notaris, Voorzitter."""
    return word.casefold() in words(WORDS)["functions"]


def firm(phrase: str) -> bool:
    """Whether a phrase is a firm that is called after somebody."""
    return phrase.casefold() in words(WORDS)["firms"]
