"""Places of birth: where somebody was born, by what stands before it or above it.

A place is a name like any other; `geboren te`, `geboorteplaats`, `born in` or the header of a column says what it is.
Dutch place names have particles and apostrophes of their own (Alphen aan den Rijn, 's-Hertogenbosch, 't Harde).

>>> validate("Alphen aan den Rijn").value, validate("'s-Hertogenbosch").value
('alphen aan den rijn', "'s-hertogenbosch")
>>> validate("maart") is None, validate("12-03-1980") is None, validate("onbekend") is None   # no places
(True, True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.form_fields import INTRODUCES

CONFIDENCE = 0.3

_NO_PLACE = frozenset(
    {
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december", "january", "february", "march", "may", "june", "july", "august", "october", "onbekend", "unknown",
        "nvt", "n.v.t", "none", "null", "geen", "leeg", "ja", "nee", "yes", "no", "zie", "idem", "captivity", "wedlock",
    }
)  # fmt: skip
_SHAPE = re.compile(r"['’]?[^\W\d_][\w'’.() /-]{0,48}[\w.)]", re.UNICODE)


def validate(text: str) -> Verdict | None:
    """The name in lower case, when it can be a place: letters, at most six words, not a month or `unknown`."""
    name = " ".join(text.split())
    words = name.lower().split(" ")
    if not _SHAPE.fullmatch(name) or re.search(r"\d", name) or len(words) > 6 or words[0].rstrip(".") in _NO_PLACE:
        return None
    return Verdict(name.casefold(), CONFIDENCE, ("name",), label_required=True)


_LETTERS = r"[A-Za-z\x80-\xc5]"
_NAME = rf"(?:(?:'|\xe2\x80\x99)[st][- ])?(?:[A-Z]|\xc3[\x80-\x9e]){_LETTERS}{{1,30}}(?:[-']{_LETTERS}{{1,20}}){{0,2}}"
_PARTICLE = "(?:aan|aan den|aan de|a/d|op|van|bij|de|den|der|in|en|am|an der|upon|sur|la|le|les|ob der) "
_PLACE = rf"(?P<value>{_NAME}(?: (?:{_PARTICLE})?{_NAME}){{0,3}}(?: \([A-Z][A-Za-z-]{{1,20}}\))?)"
_DAY = (
    r"[0-9]{1,2}[-/. ]{1,2}[A-Za-z0-9]{1,10}[-/. ]{1,2}[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[A-Z][a-z]{2,8}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}"
)
_ASKS = (
    r"(?i:geb(?:oorte|\.| )? ?(?:plaats|gemeente|stad)(?: en -?datum)?|plaats van geboorte|place[ _]?of[ _]?birth"
    r"|birth[ _]?place|city of birth|pob)(?:/-?(?:land|country))?"
)
_ASKS_BOTH = r"(?i:geboortedatum(?:/| en )-?plaats|date and place of birth)"
_SAYS = r"[Gg]eboren|[Gg]eb\.?|[Bb]orn|BORN"

DETECTOR = Detector(
    entity="place_of_birth",
    validate=validate,
    candidates=(
        rf"(?:{_ASKS})(?:{INTRODUCES}|[ \t:=>\x22'(){{}}\[\]*-]{{1,16}}(?:\n[ \t]{{0,8}})?){_PLACE}",
        rf"(?:{_SAYS}) (?:(?:op|on|d\.?d\.?) )?(?:(?:{_DAY}),? )?(?:te|in|at|TE|IN) {_PLACE}",
        rf"(?:[Gg]eboren|[Bb]orn): {_PLACE},? (?:op |on )?(?:{_DAY})",
        rf"{_ASKS_BOTH}:? (?:{_DAY}),? (?:(?:te|in) )?{_PLACE}",
    ),
    anchors=(
        _ASKS,
        _ASKS_BOTH,
        r"(?:[Gg]eboren|[Gg]eb\.?|[Bb]orn)(?: (?:op|on|te|in|at|d\.?d\.?|[0-9]|[A-Z][a-z]{2,8}\.? [0-9])|: [A-Z'])",
    ),
    value_group="value",
    not_after=(" ?[:=]",),
    max_length=500,
    labels={
        "nl": [
            "geboorteplaats", "geboortegemeente", "geboortestad", "geboren te", "geboren in", "geboren", "geb",
            "plaats van geboorte", "geb plaats", "geboortedatum plaats", "geboortedatum en plaats",
            "geboorteplaats en datum",
        ],
        "en": [
            "place of birth", "birthplace", "birth place", "born in", "born at", "born", "city of birth", "pob",
            "date and place of birth",
        ],
    },
    rivals={"nl": ["overleden", "wonende", "woonplaats"], "en": ["died", "living in"]},
    header_only=True,
    digits_shown=0,
)  # fmt: skip
