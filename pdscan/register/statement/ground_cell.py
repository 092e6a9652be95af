"""A cell that names a legal ground, with the reason that may stand beside it.

>>> ground, why = read_ground("Gerechtigd belang. Wij verbeteren er de website mee.")
>>> ground.kind, ground.reason, why
('legitimate_interest', 'Wij verbeteren er de website mee.', None)
>>> read_ground("Art. 6(1)(c) GDPR")[0].kind
'legal_obligation'
>>> read_ground("Omdat het kan")[1]
'no known legal ground'
"""

from __future__ import annotations

import re

from pdscan.register.model import Ground
from pdscan.vocabulary import GROUNDS
from pdscan.vocabulary.grounds import ground_lexicon

UNKNOWN = "no known legal ground"
SEVERAL = "more than one legal ground"

_SENTENCE = re.compile(r"[.:;\n(–—]|\s-\s|, (?:namelijk|omdat|want|namely|because|since)\b")
_ARTICLE = re.compile(
    r"\b6[\s.,]*(?:\(1\)|lid 1|1)?[\s.,]*(?:sub|onder|punt|point|onderdeel)?\s*\(?\s*([a-f])\b\)?", re.IGNORECASE
)

_LAW = re.compile(r"\b(?:art(?:ikel|icle)?\.?|AVG|GDPR)(?!\w)", re.IGNORECASE)


def read_ground(text: str) -> tuple[Ground, str | None]:
    """The ground, and why it is unclear (None where it is clear, or where nothing is said).

    What follows the ground's own sentence, or stands in brackets behind it, is the reason.
    """
    if not text.strip():
        return Ground(None, text), None
    cut = _SENTENCE.search(text, 3)
    first = text[: cut.start()] if cut else text
    kinds = _kinds(first) or _by_article(text) or _kinds(text)
    if len(kinds) != 1:
        return Ground(None, text), SEVERAL if kinds else UNKNOWN
    return Ground(kinds[0], text, _reason(text, first)), None


def _kinds(text: str) -> list[str]:
    return list(dict.fromkeys(hit.meaning for hit in ground_lexicon().find(text)))


def _by_article(text: str) -> list[str]:
    letters = dict.fromkeys(match.group(1).lower() for match in _ARTICLE.finditer(text))
    return [ground.id for letter in letters for ground in GROUNDS.values() if ground.letter == letter]


def _reason(text: str, first: str) -> str:
    """What the statement says beside the ground; an article of the law is no reason."""
    rest = text[len(first) :].strip(" .,:;()–—-\n")
    if not _LAW.sub("", _ARTICLE.sub("", rest)).strip(" .,:;()–—-\n"):
        return ""
    return rest + "." if text.rstrip().endswith(".") else rest
