"""Names of persons: by what introduces them, by lists of names, and by the column that they stand in.

A Dutch name is initials or first names, particles (van der, de, 't), and a surname.  In text one is found

- after what introduces it: a title (`dhr.`, `mevrouw`, `drs.`, `Mrs`), a salutation (`Beste`, `Dear`), a label
  (`Naam:`, `From:`), a phrase (`mijn naam is`, `t.a.v.`), the end of a letter (`Met vriendelijke groet,`);
- without that, where a first name of the lists or initials come before a surname, or an e-mail address repeats it;
- and again by its surname or first name alone, once the whole of it stands in the same document.

Firms, streets and buildings called after people are none of these.  In a column, half a name will do: what the header
says, and how many of the values the lists know, decides.

>>> validate("dhr. J.P. de Vries").span, validate("Beste Sanne").value, validate("Sanne van den Berg").confidence
((5, 18), 'sanne', 0.85)
>>> [validate(text) for text in ("Beste klant", "Willem de Zwijgerlaan 12", "Jan Smit Advocaten")]
[None, None, None]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import ColumnRule, Detector
from pdscan_detectors.name_cues import ANCHORS, CUES, EXPRESSION, kind_of
from pdscan_detectors.name_lists import (
    DOUBTFUL,
    SURE,
    first,
    function,
    known_first,
    nobody,
    ordinary,
    organisation,
    particle,
    place,
    surname,
)
from pdscan_detectors.name_reading import POSSIBLE, Name, Part, last_first, name_at, parts, read

ADDRESSED = 0.6
"""What a salutation with its comma is worth, whoever it is."""
HALF, SHAPE = 0.25, 0.2
"""What half a name in a cell is worth, and what if it has no more than the shape."""


@lru_cache(1024)
def validate(text: str) -> Verdict | None:
    r"""The name in lower case, and where it stands in `text`; titles and labels are not part of it.

    >>> validate("Naam: Jansen").confidence, validate("groet,\nXandra Oyelaran").value
    (0.55, 'xandra oyelaran')
    """
    kind, begin = kind_of(text)
    if kind == "title" and text[: begin - 1].isupper() and not text[begin:].isupper():
        kind = "self"
    name = _introduced(text[begin:], kind) if kind else read(text)
    worth = 0.0 if name is None else _worth(kind, name) if kind else name.worth
    if worth and kind == "greeting" and text.endswith(","):
        worth = max(worth, ADDRESSED)
    return _verdict(name, worth, kind, begin) if name and worth else None


_FIRST_WORD = re.compile(rb"(?:[A-Za-z\x80-\xc9'-]|\xe2\x80\x99)+")
_WORD_BEFORE = re.compile(r"([\w&.]+) $")


def opens(data: bytes, place: int) -> bool:
    """Whether a name can begin at a place: at a first name, at initials, or at what introduces one.

    >>> [opens(text, 0) for text in (b"Sanne de Boer", b"Visual Studio", b"J. Jansen", b"dhr. Xyz", b"Vries, J.")]
    [True, False, True, True, True]
    >>> opens(b"Bakkerij Jan de Vries", 9)
    False
    """
    found = _FIRST_WORD.match(data, place)
    if found is None:
        return False
    written, end = found[0].decode("utf-8", "replace"), found.end()
    word = written.lower()
    if word in CUES or (len(word) < 4 and (written.isupper() or data[end : end + 1] == b".")):
        return True
    if known_first(word):
        before = _WORD_BEFORE.search(data[max(0, place - 30) : place].decode("utf-8", "ignore"))
        return before is None or not (organisation(before[1]) or (written.isupper() and before[1].isupper()))
    return data[end : end + 1] == b"," or data.find(b"@", end, end + 60) >= 0


def _verdict(name: Name, worth: float, kind: str, begin: int) -> Verdict:
    listed = ("listed",) if name.given >= DOUBTFUL and name.family else ()
    reasons = (*listed, f"cue:{kind}") if kind else listed or ("name",)
    return Verdict(_normal(name.shown), worth, reasons, span=(begin + name.start, begin + name.end))


def _normal(shown: str) -> str:
    return " ".join(shown.casefold().replace(".", ". ").split())


def _introduced(text: str, kind: str) -> Name | None:
    """The name that something introduces: it stands first."""
    tokens = parts(text)
    if kind in ("label", "full") and (listed := last_first(text, tokens)):
        return listed
    name = name_at(text, tokens, 0, cued=True)
    after = [part for part in tokens if name and part.start >= name.end][:1]
    if kind == "greeting" and name and name.given < SURE and any(part.capital and _is_role(part) for part in after):
        return None
    if name and any(organisation(part.text) or part.text == "&" for part in (*parts(name.shown), *after)):
        return None
    return name


def _is_role(part: Part) -> bool:
    """Whether a word says what somebody is, so that the one before it is no name: `Dear Hiring Manager`."""
    return nobody(part.text) or function(part.text)


_ALONE = {"title": 0.75, "phrase": 0.6, "full": 0.7, "greeting": 0.45, "closing": 0.6, "label": 0.2, "self": 0.0}
"""What one word or two are worth that no list knows, by what introduces them."""
_KNOWN = {"title": 0.9, "phrase": 0.85, "full": 0.9, "greeting": 0.85, "closing": 0.9, "label": 0.55, "self": 0.7}
"""What one is worth that the lists know."""


def _worth(kind: str, name: Name) -> float:
    small, last = name.shown.islower(), name.shown.split()[-1]
    if small and kind == "title" and max(name.given, name.family) < SURE:
        return 0.0
    if function(last) and kind != "title" and name.given < SURE:
        return 0.0
    if len(name.shown) < 2 or (name.plain and not (kind == "title" and name.words > 1)):
        return 0.0
    if name.worth >= POSSIBLE and name.words > 1:
        return max(name.worth, 0.9)
    known = max(name.given, name.family)
    if small and not (kind in ("title", "greeting", "closing") or (name.given and name.words > 1)):
        return 0.0
    if known == SURE or (known and (name.words > 1 or kind in ("title", "full"))):
        return _KNOWN[kind]
    if known:
        return min(_ALONE[kind], POSSIBLE)
    return _ALONE[kind] + (0.35 if kind == "label" and name.words > 1 else 0.0)


def look(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of many cells: those that begin with a letter, hold no digit, and are as long as names are.

    >>> look(b"Jan;12 Jan;x", np.array([0, 4, 11]), np.array([3, 10, 12])).tolist()
    [True, False, False]
    """
    letters = np.frombuffer(data, dtype=np.uint8)
    digits = np.concatenate(([0], np.cumsum((letters >= 48) & (letters <= 57), dtype=np.int64)))
    width = ends - starts
    begin = letters[np.minimum(starts, len(letters) - 1)] if len(letters) else letters
    alphabetic = ((begin | 32) >= 97) & ((begin | 32) <= 122) | (begin >= 0xC3) | (begin == 39)
    mask: NDArray[np.bool_] = (width >= 2) & (width <= 60) & alphabetic & (digits[ends] == digits[starts])
    return mask


_SHAPE = re.compile(r"(?:['’]?[^\W\d_][\w'’-]*\.?[ ,]*){1,6}")


def validate_cell(text: str) -> Verdict | None:
    """A whole cell: a full name, half of one, or what has no more than its shape.

    >>> [validate_cell(text).proves for text in ("Jansen", "van der Berg", "Sanne de Boer", "Glasvezel Pro")]
    [True, True, True, False]
    >>> validate_cell("onbekend") is None, validate_cell("Jansen Techniek B.V.") is None
    (True, True)
    """
    found = validate(text)
    if found is not None:
        return found
    tokens = parts(text)
    linked = [part.text for part in tokens if part.kind == "word" and particle(part.text)]
    words = [part.text for part in tokens if part.kind in ("word", "initials") and part.text not in linked]
    if not _SHAPE.fullmatch(text.strip()) or any(nobody(word) or organisation(word) for word in words):
        return None
    least = DOUBTFUL if linked else SURE
    proves = any(max(first(word), surname(word)) >= least for word in words) and not place(text.strip())
    return Verdict(_normal(text), HALF if proves else SHAPE, ("name",), label_required=True, proves=proves)


def echoes(shown: str) -> Sequence[str]:
    """The parts of a full name by which the same person is called elsewhere in a document.

    >>> echoes("Sanne van den Berg"), echoes("J.P. Jansen"), echoes("Sanne")
    (('van den Berg', 'Van den Berg', 'Sanne'), ('Jansen',), ())
    """
    tokens = [part for part in parts(shown) if part.kind in ("word", "initials")]
    if len(tokens) < 2 or "," in shown:
        return ()
    words = [part.text for part in tokens]
    if particle(words[0]):
        return (" ".join(words),) if _tells(words[-1]) or surname(words[-1]) else ()
    linked = next((at for at, word in enumerate(words[1:], 1) if word.islower() and particle(word)), len(words) - 1)
    family = " ".join(words[linked:])
    called = [family, family[0].upper() + family[1:]] if _tells(words[-1]) or linked < len(words) - 1 else []
    called_by = tokens[0].kind == "word" and first(words[0]) == SURE and len(words[0]) > 2 and not words[0].isupper()
    given = [words[0]] if called_by else []
    return tuple(dict.fromkeys([*called, *given]))


def _tells(word: str) -> bool:
    """Whether a word by itself is nothing but a name."""
    return len(word) > 3 and word[0].isupper() and surname(word) != DOUBTFUL and not (ordinary(word) or nobody(word))


DETECTOR = Detector(
    entity="person_name",
    validate=validate,
    candidates=(EXPRESSION,),
    anchors=ANCHORS,
    opens=opens,
    not_before=(r"[-_@/\\]",),
    max_length=300,
    labels={
        "nl": [
            "voornaam", "voornamen", "achternaam", "familienaam", "roepnaam", "tussenvoegsel", "tussenvoegsels",
            "voorvoegsel", "voorvoegsels", "geboortenaam", "meisjesnaam", "volledige naam", "contactpersoon",
            "contact persoon", "naam contactpersoon", "klantnaam", "naam klant", "aanvrager", "medewerker",
            "werknemer", "initialen", "voorletters", "naam medewerker", "behandelaar", "tenaamstelling",
            "rekeninghouder", "kaarthouder", "houder", "sleutelhouder", "naam aanvrager", "patiënt", "patiëntnaam",
            "verzekerde", "partner naam", "contactnaam",
        ],
        "en": [
            "first name", "firstname", "last name", "lastname", "surname", "family name", "given name",
            "given names", "full name", "fullname", "middle name", "maiden name", "birth name", "contact person",
            "contact name", "person", "person name", "customer name", "client name", "employee", "employee name",
            "account holder", "card holder", "cardholder", "cardholder name", "display name", "displayname",
            "nickname", "initials", "fname", "lname", "patient", "patient name", "applicant", "attendee",
            "guest name", "assignee", "reported by", "requested by",
        ],
    },
    chance=0.15,
    column=ColumnRule(
        look=look,
        validate=validate_cell,
        rivals={
            "nl": [
                "bedrijfsnaam", "naam bedrijf", "organisatie", "organisatienaam", "gebruikersnaam", "productnaam",
                "naam product", "bestandsnaam", "straatnaam", "domeinnaam", "domein", "plaatsnaam", "plaats",
                "woonplaats", "straat", "product", "artikel", "omschrijving", "merk", "land", "stad", "gemeente",
                "school", "firma", "leverancier", "afdeling",
            ],
            "en": [
                "company", "company name", "organisation", "organization", "user name", "username", "product name",
                "product", "file name", "filename", "host name", "hostname", "street", "street name", "domain",
                "domain name", "city", "town", "country", "place", "brand", "description", "item", "team", "department",
                "school", "table name", "column name",
            ],
        },
        vague={
            "nl": [
                "naam", "namen", "contact", "klant", "eigenaar", "beheerder", "auteur", "afzender", "ontvanger",
                "gebruiker",
            ],
            "en": [
                "name", "names", "owner", "customer", "client", "author", "sender", "recipient", "user", "member",
                "manager",
            ],
        },
    ),
    echoes=echoes,
    digits_shown=0,
)  # fmt: skip
