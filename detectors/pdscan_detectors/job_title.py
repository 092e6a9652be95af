"""Job titles: what somebody does for a living, by a header or label.

Nothing in the words tells a title from others; `functie:`, `job title:` or the header of a column does.

>>> validate("Accountmanager Zakelijk").value, validate("HR-adviseur (m/v)").value
('accountmanager zakelijk', 'hr-adviseur (m/v)')
>>> validate("absolute") is None, validate("12,5") is None   # a style sheet's position; a number
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.form_fields import INTRODUCES

CONFIDENCE = 0.3

_NO_TITLE = frozenset(
    {
        "absolute", "relative", "fixed", "static", "sticky", "inherit", "initial", "left", "right", "top", "bottom",
        "center", "middle", "start", "end", "none", "null", "true", "false", "onbekend", "unknown", "nvt", "n.v.t",
        "n/a", "geen", "overig", "ja", "nee", "yes", "no", "void", "main", "default", "string", "object",
        "whole", "result", "rule", "team", "group", "workaround", "wrapper", "proxy", "replacement", "fallback",
        "alias", "substitute", "template", "placeholder", "filter", "bridge", "server", "client", "key", "vervanging",
    }
)  # fmt: skip
_STOP = re.compile(r"(?<=[^\W\d_]{4})\.(?:[ .-]|$)| (?://|-) ")
"""Where a title ends, although words follow: a full stop that ends a word, not an abbreviation; a dash."""
_LETTERS_TOGETHER = re.compile(r"[^\W\d_]{2}")
_SHAPE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’/&()+-]|[0-9](?=e |de |ste |-| lijn)){1,79}")


def validate(text: str) -> Verdict | None:
    """The title in lower case, when it can be one: words, at most eight, not a value of a style sheet or `unknown`."""
    stop = _STOP.search(text)
    end = stop.start() if stop else len(text)
    title = " ".join(text[:end].split()).strip(" .,;")
    lowered = title.casefold()
    if not _SHAPE.fullmatch(title) or not _LETTERS_TOGETHER.search(title):
        return None
    if lowered in _NO_TITLE or lowered.startswith("zie ") or len(lowered.split(" ")) > 8 or "()" in title:
        return None
    span = (0, end) if stop else None
    return Verdict(lowered, CONFIDENCE, ("words",), label_required=True, span=span)


_FIELD = (
    r"(?:functie(?:titel|naam|omschrijving|benaming)?|beroep|job[ _-]?title|jobtitle|occupation|profession"
    r"|position held|job position|positie)"
)
_LETTER = r"[A-Za-z\x80-\xc5]"
_TITLE = rf"(?P<value>{_LETTER}[A-Za-z\x80-\xc5 .'/&()+-]{{1,60}}[A-Za-z\x80-\xc5)])"
_WORDS = rf"(?P<value>{_LETTER}{{3,30}}(?:[ -]{_LETTER}{{3,30}})?)"

DETECTOR = Detector(
    entity="job_title",
    validate=validate,
    candidates=(
        rf"(?i){_FIELD}{INTRODUCES}{_TITLE}",
        rf"(?i)(?:werkzaam|in dienst|werkt|aangesteld) als (?:een )?{_WORDS} (?:bij|in|voor|op|te)",
        rf"(?i)(?:works|working|employed) as an? {_WORDS} (?:at|for|in|with)",
    ),
    anchors=(
        rf"(?i:{_FIELD}(?:[\x22']? ?[:=]|>|</))",
        r"(?i:(?:werkzaam|in dienst|werkt|aangesteld) als |(?:works|working|employed) as an? )",
    ),
    value_group="value",
    not_after=(" ?[:=]",),
    max_length=180,
    labels={
        "nl": [
            "functie", "functietitel", "functienaam", "functieomschrijving", "functiebenaming", "functie titel",
            "beroep", "werkzaam als", "in dienst als", "werkt als", "aangesteld als", "positie",
        ],
        "en": [
            "job title", "jobtitle", "job position", "position held", "occupation", "profession", "position",
            "works as", "working as", "employed as", "function title",
        ],
    },
    header_only=True,
    digits_shown=0,
)  # fmt: skip
