"""Names of streets: by their endings in Dutch and German, by the word that follows or precedes them elsewhere.

>>> street("Dorpsstraat"), street("Willem de Zwijgerlaan"), street("Laan van Meerdervoort"), street("Baker Street")
(True, True, True, True)
>>> street("Jansen"), street("weg")
(False, False)
>>> trimmed("Jan Jansen Dorpsstraat"), trimmed("Adres Oude Kerkweg"), trimmed("Prins Hendrikkade")
(11, 6, 0)
"""

from __future__ import annotations

import re

from pdscan_detectors.data_files import words
from pdscan_detectors.name_lists import first, particle

_WORDS = words("street_words.txt")
TELLING = tuple(sorted(_WORDS["telling endings"]))
"""Endings that streets have, and next to nothing else."""
USUAL = tuple(sorted(_WORDS["usual endings"]))
"""Endings that streets have, and other words as well."""
OPENINGS = tuple(sorted(_WORDS["openings"]))
CLOSINGS = tuple(sorted(_WORDS["closings"]))
_LEADING, _PREPOSITIONS = _WORDS["leading"], _WORDS["prepositions"]
_ENDING = re.compile(rf".*\w\w(?:{'|'.join(TELLING)})", re.IGNORECASE)
_WEAK = re.compile(rf".*\w\w(?:{'|'.join(USUAL)})", re.IGNORECASE)


_TOWARDS = re.compile(r".* (?:naar|op|in|te|bij|at|to) (?=[^\W\da-z_])")


def telling(name: str) -> bool:
    """Whether a name can be nothing but a street's.

    >>> telling("Dorpsstraat"), telling("Kerkweg"), telling("Straat van Gibraltar 3")
    (True, False, True)
    """
    parts = name.split()
    if len(parts) > 1 and (parts[0] in OPENINGS or parts[-1] in CLOSINGS):
        return True
    return bool(parts) and _ENDING.fullmatch(parts[-1]) is not None


def street(name: str) -> bool:
    """Whether a name can be a street's."""
    return telling(name) or (bool(name.strip()) and _WEAK.fullmatch(name.split()[-1]) is not None)


def trimmed(name: str) -> int:
    """How many characters of a name stand before the street: who lives there, or a label.

    What may stand before its last word: particles, adjectives, titles, and one first name.
    """
    if (towards := _TOWARDS.match(name)) and not street(name):
        return towards.end()
    parts = [(word.start(), word[0]) for word in re.finditer(r"\S+", name)]
    if len(parts) < 2 or parts[0][1] in OPENINGS or parts[-1][1] in CLOSINGS or not street(parts[-1][1]):
        return 0
    begin, given = parts[-1][0], False
    for start, word in reversed(parts[:-1]):
        leads = word.casefold() in _LEADING or _initial(word)
        if not (leads or (not given and (particle(word) or first(word)))):
            break
        given = given or (first(word) > 0 and not leads and not particle(word))
        if not word[0].islower() and word.casefold() not in _PREPOSITIONS:
            begin = start
    return begin


def _initial(word: str) -> bool:
    return re.fullmatch(r"(?:[A-Z]\.)+", word) is not None
