"""Reading words as somebody's name: initials or first names, particles, a surname; and what that is worth.

>>> [read(text).shown for text in ("J.P. de Vries", "Sanne van den Berg", "Vries, J. de")]
['J.P. de Vries', 'Sanne van den Berg', 'Vries, J. de']
>>> read("Sanne de Boer is ziek").shown, read("Jan Smit Advocaten"), read("Willem de Zwijgerlaan 12")
('Sanne de Boer', None, None)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pdscan_detectors.name_lists import (
    SURE,
    firm,
    first,
    function,
    nobody,
    ordinary,
    organisation,
    particle,
    place,
    surname,
)

LISTED, LIKELY, FAIR, POSSIBLE = 0.85, 0.65, 0.55, 0.35
"""What a full name is worth: both halves known; one known, and the other of the right shape; less."""

_TOKEN = re.compile(
    r"(?P<initials>(?:(?:[^\W\d_a-zß-öø-ÿ]|Th|Ch|Ph|IJ|Chr|Joh)\.-?(?: (?=[A-Z]\.))?)+)"
    r"|(?P<word>['’]?[^\W\d_](?:[\w'’.-]*[^\W_])?)"
    r"|(?P<number>\d+)|(?P<mark>\S)"
)
_STREET = re.compile(
    r"\w\w(?:straat|laan|plein|gracht|kade|singel|dreef|steeg|boulevard|plantsoen|straße|strasse|allee|kanaal|tunnel"
    r"|college|school|ziekenhuis|museum|plantage)$"
)
"""Endings that surnames hardly have."""
_NUMBERED = re.compile(r"\w\w(?:str|weg|dijk|pad|park|markt|haven|hof|brug|huis|polder|oever|baan|wal|veld|burg)$")
"""Endings that surnames have, too: a number has to follow."""
_NO_INITIALS = frozenset({"B.V.", "N.V.", "U.S.", "D.C.", "P.O.", "A.D.", "B.C.", "P.S.", "N.B.", "E.U.", "U.N."})


_JOINED = re.compile(r"(?<!^Mc)(?<!^Mac)(?<!^De)(?<!^Van)(?<!^Le)(?<!^La)(?<!^Di)(?<!^Du)(?<=[a-z])[A-Z]")
"""Words run together, as in programs: `DisplayName`; but not McGregor."""


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a text: `kind` is `initials`, `word`, `number` or `mark`."""

    kind: str
    text: str = field(repr=False)
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital, an apostrophe apart."""
        return self.kind in ("initials", "word") and self.text.lstrip("'’")[:1].isupper()


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text: the characters `start` to `end`.

    `given` and `family` say how surely the lists know its halves (0 not at all, 1 surely); `initials` count as a
    sure given name.  `words` is how many words it has, `worth` what it is worth without anything around it.
    """

    shown: str = field(repr=False)
    start: int
    end: int
    given: float
    family: float
    words: int
    worth: float
    plain: bool = False
    """Whether a word of it stands in the dictionary."""


def parts(text: str) -> list[Part]:
    """The words and marks of a text.

    >>> [(part.kind, part.text) for part in parts("J.P. van 't Hof, 12")]
    [('initials', 'J.P.'), ('word', 'van'), ('word', "'t"), ('word', 'Hof'), ('mark', ','), ('number', '12')]
    """
    found = []
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or "mark"
        found.append(Part(kind, token[0].rstrip(), token.start(), token.start() + len(token[0].rstrip())))
    return found


def read(text: str) -> Name | None:
    """The best full name in a few words, None where there is none."""
    tokens = parts(text)
    found = _inverted(text, tokens) or _repeated(text, tokens)
    if found is not None:
        return found
    if any(organisation(token.text) or token.text == "&" for token in tokens):
        return None
    begins = (_initials(token) or _first(token, cued=False) or _short(token) for token in tokens)
    names = (name_at(text, tokens, at) for at, begin in enumerate(begins) if begin)
    return next((name for name in names if name is not None and name.worth > 0), None)


def name_at(text: str, tokens: Sequence[Part], at: int, *, cued: bool = False) -> Name | None:
    """The name that begins with a token; where something says that a name comes (`cued`), half a one will do."""
    given = list(_given(tokens, at, cued=cued))
    after = at + len(given)
    linked = _particles(tokens, after)
    last = after + len(linked)
    family = tokens[last] if last < len(tokens) and _family(tokens[last], cued=cued) else None
    if family is None:
        if not linked and len(given) > 1 and given[-1].kind == "word" and len(given[-1].text) > 1:
            given, linked, family = given[:-1], [], given[-1]
        elif not (cued and given and first(given[-1].text)):
            return None
    names = [*given, *(linked if family else []), *([family] if family else [])]
    follower = at + len(names)
    double = _double(tokens, follower) if family else []
    names += double
    if _street(names, tokens, at + len(names)) or firm(_joined(names)) or not (given or cued):
        return None
    return _name(text, names, given, family, linked=bool(linked))


def _name(text: str, names: Sequence[Part], given: Sequence[Part], family: Part | None, *, linked: bool) -> Name:
    words = [part.text for part in (*given, *([family] if family else [])) if len(part.text) > 1]
    plain = any(ordinary(word) or nobody(word) for word in words)
    end = names[-1].end - (2 if names[-1].text[-2:] in ("'s", "’s") else 0)
    shown = text[names[0].start : end]
    sure = _given_worth(given)
    known = surname(shown.split()[-1]) if family else 0.0
    worth = _worth(given, family, sure, known, linked=linked) if given and family and not plain else 0.0
    return Name(shown, names[0].start, end, sure, known, len(names), worth, plain)


def _given(tokens: Sequence[Part], at: int, *, cued: bool) -> Iterator[Part]:
    """The initials and first names from a token on, four at most."""
    for token in tokens[at : at + 4]:
        begins = token is tokens[at] and (_short(token) or (cued and _introduced(tokens, at)))
        if not (begins or _initials(token) or _first(token, cued=cued)):
            return
        yield token
        if _short(token) and not first(token.text):
            return


def _introduced(tokens: Sequence[Part], at: int) -> bool:
    """Whether an unknown word can be a first name, where something says that a name comes."""
    token = tokens[at]
    return token.capital and len(token.text) > 1 and not particle(token.text) and _more(tokens, at + 1)


def _initials(token: Part) -> bool:
    return (token.kind == "initials" and token.text not in _NO_INITIALS) or (token.capital and len(token.text) == 1)


def _first(token: Part, *, cued: bool) -> bool:
    return token.kind == "word" and not particle(token.text) and first(token.text) > 0 and (token.capital or cued)


def _short(token: Part) -> bool:
    """Whether a word is initials without their dots: `JP Jansen`."""
    return token.kind == "word" and len(token.text) <= 3 and token.text.isupper() and not particle(token.text)


def _more(tokens: Sequence[Part], at: int) -> bool:
    """Whether a capitalised word follows, particles apart."""
    after = at + len(_particles(tokens, at))
    return after < len(tokens) and tokens[after].capital and not nobody(tokens[after].text)


def _particles(tokens: Sequence[Part], at: int) -> list[Part]:
    found: list[Part] = []
    for token in tokens[at : at + 3]:
        if token.kind != "word" or not particle(token.text):
            break
        found.append(token)
    return found


def _family(token: Part, *, cued: bool) -> bool:
    if token.kind != "word" or len(token.text.strip("'’")) < 2 or nobody(token.text) or particle(token.text):
        return False
    return (token.capital and not _JOINED.search(token.text)) or (cued and surname(token.text) > 0)


def _double(tokens: Sequence[Part], at: int) -> list[Part]:
    """The second half of a double surname: `- de Vries`."""
    if at + 1 >= len(tokens) or tokens[at].text not in ("-", "–"):
        return []
    linked = _particles(tokens, at + 1)
    last = at + 1 + len(linked)
    if last < len(tokens) and tokens[last].capital and surname(tokens[last].text):
        return list(tokens[at : last + 1])
    return []


def _street(names: Sequence[Part], tokens: Sequence[Part], after: int) -> bool:
    """Whether the name is a street's or a building's: by its ending, and a number after it."""
    last = names[-1].text.casefold()
    numbered = after < len(tokens) and tokens[after].kind == "number"
    if _STREET.search(last):
        return numbered or not surname(last)
    return numbered and _NUMBERED.search(last) is not None


def _joined(names: Sequence[Part]) -> str:
    return " ".join(part.text for part in names)


def _given_worth(given: Sequence[Part]) -> float:
    if not given:
        return 0.0
    if given[0].kind == "initials":
        return SURE if given[0].text.count(".") > 1 or len(given) > 1 else 0.8
    if len(given[0].text) <= 3 and given[0].text.isupper() and not first(given[0].text):
        return 0.6
    return max(first(part.text) for part in given)


def _worth(given: Sequence[Part], family: Part, sure: float, known: float, *, linked: bool) -> float:
    """What a full name is worth by the lists alone."""
    if (not known and function(family.text)) or place(_joined((*given, family))):
        return 0.0
    if place(family.text) and known < SURE and not linked:
        return 0.0
    if family.text.isupper() and given[0].kind == "word" and min(sure, known) < SURE:
        return 0.0
    if family.text.isupper() != given[0].text.isupper() and given[0].kind == "word" and len(given[0].text) > 3:
        return 0.0
    if sure >= 0.8:
        if known == SURE or (known and (linked or sure == SURE)):
            return LISTED if sure == SURE else 0.75
        if known:
            return FAIR
        return (LIKELY if linked else 0.6) if sure == SURE else 0.4
    if known == SURE or (known and linked):
        return FAIR if not linked else LIKELY
    return POSSIBLE if known else 0.0


def _inverted(text: str, tokens: Sequence[Part]) -> Name | None:
    """A name as indexes write it: `Vries, J. de`."""
    if len(tokens) < 3 or tokens[1].text != "," or tokens[2].kind != "initials" or not tokens[0].capital:
        return None
    known = surname(tokens[0].text)
    linked = _particles(tokens, 3)
    if not known or nobody(tokens[0].text) or len(tokens) > 3 + len(linked):
        return None
    end = tokens[2 + len(linked)].end
    worth = 0.75 if known == SURE or linked else POSSIBLE
    return Name(text[tokens[0].start : end], tokens[0].start, end, 0.8, known, 3 + len(linked), worth)


def last_first(text: str, tokens: Sequence[Part]) -> Name | None:
    """A name as address books write it: `Bakker, Tessa`; both halves must be known, or two people would be one."""
    commas = [at for at, token in enumerate(tokens[:3]) if token.text == ","]
    if not commas or len(tokens) <= commas[0] + 1:
        return None
    family, given = tokens[commas[0] - 1], tokens[commas[0] + 1]
    known, sure = surname(family.text), first(given.text)
    if commas[0] == 0 or not known or sure < SURE or first(tokens[0].text) >= SURE or nobody(family.text):
        return None
    linked = _particles(tokens, commas[0] + 2)
    end = (linked or [given])[-1].end
    return Name(text[tokens[0].start : end], tokens[0].start, end, sure, known, 2 + len(linked), LISTED)


def _repeated(text: str, tokens: Sequence[Part]) -> Name | None:
    """A name that the e-mail address behind it repeats: `Ubbo Tjaarda <ubbo.tjaarda@`."""
    address = re.fullmatch(r"(?P<name>.*?) ?[<(]?(?P<local>[A-Za-z0-9._-]{1,40})@.*", text)
    if address is None:
        return None
    local = _plain(address["local"])
    words = [token for token in tokens if token.kind == "word" and token.end <= address.end("name")]
    if len(words) < 2 or organisation(words[-1].text) or nobody(words[-1].text):
        return None
    if not all(particle(word.text) or _plain(word.text) in local for word in words[1:]):
        return None
    end = words[-1].end
    return Name(text[:end], 0, end, first(words[0].text), surname(words[-1].text), len(words), LISTED)


def _plain(word: str) -> str:
    """The letters of a word, without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if letter.isalpha())
