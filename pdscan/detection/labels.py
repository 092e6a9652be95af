"""Label words near a span: “BSN: 111222333” is a BSN because it says so.

The nearest label wins.  It is looked for on the same line before the span, then right after it, then
on the lines above, in the column header, and in the file name.  Words are compared without case and without
what separates them, so that `date of birth` is found in `date_of_birth` and `DateOfBirth`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pdscan.detection.keys import answered, explains
from pdscan.protocols import Detector

BEFORE = 120
"""Bytes before the span, on the same line, in which a label is looked for."""
AFTER = 40
"""Bytes after the span, on the same line, in which a label is looked for."""
ABOVE = 400
"""Bytes above the line of the span in which a label is looked for."""
SAME_LINE, LINE_ABOVE, FILE_NAME, RIVAL = 0.9, 0.7, 0.5, 0.3
"""How far a label closes the gap between a confidence and certainty; RIVAL is what a rival's label leaves of it."""

VAGUE, VAGUELY = "vague", 0.3
"""What stands in the reasons for a label that many things have, and how far it closes the gap."""
RIVAL_REACH = 3
"""So many words may stand between a rival's label and the span: “Order 12 is klaar, u bereikt ons op …” is no order."""

_WORD = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]")
_ENDINGS = (
    "", "s", "en", "nummer", "nummers", "nr", "nrs", "number", "numbers", "no", "code", "codes", "id", "ids",
    "gegevens",
)  # fmt: skip
_LONGEST = 6
_TAIL = 5
_GAP = 3
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d{3}")
_APART = re.compile(r"""[<>=:;,|"{}]""")
"""What never stands inside a label."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label found: the word, whether it belongs to a rival, and what it does to a confidence."""

    word: str
    rival: bool
    place: str
    weight: float

    def applied(self, confidence: float) -> float:
        """The confidence with this label.

        >>> round(Label("bsn", False, "label", SAME_LINE).applied(0.3), 2)
        0.93
        >>> round(Label("order", True, "label", SAME_LINE).applied(0.3), 2)
        0.09
        """
        return confidence * RIVAL if self.rival else confidence + (1 - confidence) * self.weight

    @property
    def reason(self) -> str:
        """The code that stands in a match's reasons."""
        return f"{'rival' if self.rival else self.place}:{self.word}"


def folded(text: str) -> str:
    """Letters only, lower case, without accents.

    >>> folded("Geb. datum"), folded("E-mailadres"), folded("Telèfoon_nr")
    ('gebdatum', 'emailadres', 'telefoonnr')
    """
    if text.isascii() and text.isalpha():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


class Labels:
    """The label words of one detector, its rivals' among them.

    >>> bsn = Detector(entity="bsn", validate=lambda text: None, labels={"nl": ["bsn"]}, rivals={"nl": ["order"]})
    >>> labels = Labels(bsn, [])
    >>> labels.in_name("klant_bsn").reason, labels.in_name("Ordernummer").reason, labels.in_name("naam")
    ('header:bsn', 'rival:order', None)
    """

    def __init__(self, detector: Detector, others: Iterable[Detector]) -> None:
        vague = _words(detector.column.vague) if detector.column else ()
        own = _words(detector.labels)
        family = (
            _words(other.labels)
            for other in others
            if other.family and other.family == detector.family and other.entity != detector.entity
        )
        rivals = (_words(detector.rivals), *family)
        named = _words(detector.column.rivals) if detector.column else ()
        self._own = _variants(vague) | _variants(own)
        self._vague = _variants(vague).keys() - _variants(own).keys()
        # Own labels among the rivals' do no harm: a key is looked for among the own ones first.
        self._rivals = _first_wins(map(_variants, rivals))
        self._named_rivals = _variants(named) | self._rivals
        self._tails = _tails(frozenset((vague, own, named, *rivals)))
        own_words = {folded(word).encode() for word in self._own.values()}
        self.shortest = tuple(
            sorted(word for word in own_words if not any(each in word for each in own_words - {word}))
        )

    def mentioned(self, letters: bytes) -> tuple[bytes, ...]:
        """The own labels that stand in a text, given its `letters`; never fewer than `before` and the like would see.

        >>> kvk = Detector(entity="kvk", validate=lambda text: None, labels={"nl": ["kvk", "kamer van koophandel"]})
        >>> labels = Labels(kvk, [])
        >>> labels.mentioned(letters(b"Utrecht, K.v.K. 30123456")), labels.mentioned(letters(b"2024-01-15 started"))
        ((b'kvk',), ())
        """
        return tuple(filter(letters.__contains__, self.shortest))

    def in_name(self, name: str, place: str = "header", weight: float = SAME_LINE) -> Label | None:
        """The label that a column, header, key or file name holds: the last one, as in “order date of birth”."""
        found, _, _ = self._nearest(name, _tokens(name), self._named_rivals)
        if found is None or found.place == VAGUE:
            return found
        return Label(found.word, found.rival, place, weight)

    def before(self, text: str, span: str = "") -> Label | None:
        """The nearest label in the part of the line that precedes a span.

        A rival's counts only a few words far, and until it has had its value; a key's, until another key.

        >>> phone = Detector(entity="phone", validate=lambda text: None, labels={}, rivals={"nl": ["bsn", "order"]})
        >>> Labels(phone, []).before("BSN 111222333, ", "06-12345678") is None
        True
        >>> Labels(phone, []).before("Orders 06-12345670 en ", "06-12345678").reason
        'rival:order'
        """
        tokens = _tokens(text)
        found, start, end = self._nearest(text, tokens)
        if found is None:
            return None
        if found.rival and (shared := self._before_slash(text, start)):
            return shared
        if found.rival:
            far = sum(begin >= end for begin, _, _ in tokens[-RIVAL_REACH - 1 :]) > RIVAL_REACH
            spent = far or explains(text, start, end) or _spent(text[end:], span)
        else:
            spent = answered(text, start, end)
        return None if spent else found

    def _before_slash(self, text: str, rival: int) -> Label | None:
        """The own label that shares its values with the rival's that begins at `rival`, as in `KvK/btw: 30123456`."""
        slash = _SLASH.search(text, 0, rival)
        if slash is None:
            return None
        found, _, end = self._nearest(text, _tokens(text[: slash.start()]))
        return found if found is not None and not found.rival and end == slash.start() else None

    def after(self, text: str) -> Label | None:
        """A label right after a span, unless it introduces a value of its own."""
        for start, end, key in _runs(_tokens(text)):
            if key in self._own or key in self._rivals:
                return None if _INTRODUCES.match(text, end) or _ELSEWHERE.search(text, 0, start) else self._label(key)
        return None

    def in_brackets(self, text: str) -> Label | None:
        """The label that opens a bracket right after a span, as in “111222333 (BSN)”."""
        if not text.lstrip().startswith("("):
            return None
        tokens = _tokens(text)
        for start, _, key in _runs(tokens):
            if start != tokens[0][0]:
                return None
            if key in self._own or key in self._rivals:
                return self._label(key)
        return None

    def above(self, lines: Sequence[str]) -> Label | None:
        """The label on a line above (nearest first) that has no value of its own after it."""
        for line in lines:
            if _NUMBER.search(line) and _WORD.search(line):
                return None
            tokens = _tokens(line)
            if not tokens:
                continue
            if _DIGIT.search(line, tokens[-1][1]):
                return None
            found, _, _ = self._nearest(line, tokens)
            return Label(found.word, found.rival, "above", LINE_ABOVE) if found is not None else None
        return None

    def _nearest(
        self, text: str, tokens: Sequence[tuple[int, int, str]], rivals: Mapping[str, str] | None = None
    ) -> tuple[Label | None, int, int]:
        """The last label, and where it begins and ends."""
        tails, own, rivals = self._tails, self._own, self._rivals if rivals is None else rivals
        for last in range(len(tokens) - 1, -1, -1):
            _, end, word = tokens[last]
            if word[-_TAIL:] not in tails:
                continue
            key, best, begin = "", None, 0
            for first in range(last, max(-1, last - _LONGEST), -1):
                start, _, word = tokens[first]
                if first < last:
                    gap = tokens[first + 1][0] - tokens[first][1]
                    if gap > _GAP or (gap > 1 and _APART.search(text, tokens[first][1], tokens[first + 1][0])):
                        break
                key = word + key
                if key in own or key in rivals:
                    best, begin = key, start
            if best is not None:
                return self._label(best), begin, end
        return None, 0, 0

    def _label(self, key: str) -> Label:
        if key in self._vague:
            return Label(self._own[key], False, VAGUE, VAGUELY)
        rival = key not in self._own
        return Label(self._named_rivals[key] if rival else self._own[key], rival, "label", SAME_LINE)


_SLASH = re.compile(r"(?:[ -]?(?:nummer|nr\.?))? ?[/&] ?$")
_INTRODUCES = re.compile(
    r"""[ _.-]*(?:nummers?|nrs?|no|number)?[. ]*(?:\([^()\d]{1,20}\))?
        (?:["']?\s*[:=]|%3D|(?:is|was|wordt)?[ ]*\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[.;!?]\s|[|\t]|//|<br|\d{5}")
"""Between a span and a label behind it: another sentence, cell or line, or another number that it belongs to."""
_VALUE = re.compile(r"[^\s,;|()<>\"']*\d[^\s,;|()<>\"']{3,}")
_NEXT_CELL = re.compile(r"[^\W\d_]{3}\s*[\t|;]")
_LISTING = frozenset({"en", "and", "of", "or", "t", "m", "tot", "to"})
"""Words between the values of one list, all under the same label."""


def _spent(text: str, span: str) -> bool:
    """Whether a label, in the text from it to a span, has had its value: words or a value unlike the span follow it."""
    if _NEXT_CELL.search(text):
        return True
    values = list(_VALUE.finditer(text))
    if not values:
        return False
    between = _VALUE.sub(" ", text[values[0].end() :])
    words = {word for _, _, word in _tokens(between)}
    return bool(words - _LISTING) or _shape(values[-1].group()) != _shape(span)


def _shape(value: str) -> str:
    """Letters and digits by kind; the length of a value without separators counts, too."""
    plain = re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", value.strip(".:=-")))
    return plain if plain.isalnum() else re.sub(r"(.)\1+", r"\1", plain)


def letters(data: bytes) -> bytes:
    """The letters of a text (UTF-8) alone, in lower case and without accents, as ASCII.

    >>> letters("Télefoon: 06-1234".encode())
    b'telefoon'
    """
    if not data.isascii():
        data = unicodedata.normalize("NFKD", data.decode("utf-8", "replace").casefold()).encode("ascii", "ignore")
    return data.lower().translate(None, _NO_LETTERS)


_NO_LETTERS = bytes(code for code in range(256) if not (chr(code).isascii() and chr(code).isalpha()))


def _words(labels: object) -> tuple[str, ...]:
    return tuple(word for words in labels.values() for word in words) if isinstance(labels, dict) else ()


@cache
def _variants(words: tuple[str, ...]) -> dict[str, str]:
    """The words by all that they are compared as, with each of their endings; not to be changed."""
    keys = [(folded(word), word) for word in reversed(words)]
    return {key + ending: word for key, word in keys for ending in _ENDINGS}


@cache
def _tails(labels: frozenset[tuple[str, ...]]) -> frozenset[str]:
    """The last letters of labels, as many as a word may have at most: no other word ends a label."""
    keys = {key[-_TAIL:] for words in labels for key in _variants(words)}
    return frozenset(key[-size:] for key in keys for size in range(1, _TAIL + 1))


def _first_wins(variants: Iterable[Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in reversed(list(variants)):
        found.update(each)
    return found


@lru_cache(maxsize=512)
def _tokens(text: str) -> Sequence[tuple[int, int, str]]:
    """The words of a text; remembered for a while, because several detectors ask about the same few lines."""
    if text.isascii():
        return [(*found.span(), found.group().lower()) for found in _WORD.finditer(text)]
    return [(*found.span(), folded(found.group())) for found in _WORD.finditer(text)]


def _runs(tokens: Sequence[tuple[int, int, str]]) -> Iterable[tuple[int, int, str]]:
    """Every run of neighbouring tokens, from the left, the longest first."""
    for first in range(len(tokens)):
        runs, key = [], ""
        for last in range(first, min(first + _LONGEST, len(tokens))):
            if last > first and tokens[last][0] - tokens[last - 1][1] > _GAP:
                break
            key += tokens[last][2]
            runs.append((tokens[first][0], tokens[last][1], key))
        yield from reversed(runs)
