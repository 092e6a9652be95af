"""The grammar of a cell that enumerates data: where one thing ends and the next begins.

>>> [segment.text for segment in segments("Naam, telefoonnummer en e-mailadres voor facturen of brieven; BSN")]
['Naam', 'telefoonnummer', 'e-mailadres', 'BSN']
>>> [(segment.text, segment.detail) for segment in segments("Gebruik: met wie, wanneer en hoe lang")]
[('Gebruik', False), ('met wie', True), ('wanneer', True), ('hoe lang', True)]
>>> segments("Toestelnummer (IMEI)")[0].bracketed
('IMEI',)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pdscan.vocabulary.data import read_data

Span = tuple[int, int]

_BRACKETS = re.compile(r"\(([^()]*)\)")
_PLURAL = re.compile(r"\w\((?:s|es|en|n|sen|len)\)")
_SENTENCE_END = r"\.(?=\s+[A-ZÀ-Ý])|\.\s*$"
_HARD = rf"[,;\n•·:]|\s[-–—*]\s|{_SENTENCE_END}"


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing of an enumeration: characters `start` to `end` of the cell; `text` without its brackets and clause.

    `joined` says that *and* or *or* stands before it, rather than a comma; `detail` that a colon or *such as* does.
    `bracketed` is what stands in brackets behind it.
    """

    start: int
    end: int
    text: str
    joined: bool = False
    detail: bool = False
    bracketed: tuple[str, ...] = ()


@cache
def little_words(kind: str) -> tuple[str, ...]:
    """A list of `words.yaml`."""
    return tuple(str(word) for word in read_data("words.yaml", __package__)[kind])


def without_brackets(cell: str) -> str:
    """The cell with everything in brackets blanked; a plural such as *adres(sen)* isn't in brackets.

    >>> without_brackets("Adres(sen) (optioneel), naam")
    'Adres(sen)            , naam'
    """
    spans = [match.span() for match in _BRACKETS.finditer(cell) if not _is_plural(cell, match.span())]
    for start, end in spans:
        cell = cell[:start] + " " * (end - start) + cell[end:]
    return cell


def segments(cell: str, whole: Iterable[Span] = (), language: str = "nl") -> tuple[Segment, ...]:
    """The things that a cell enumerates.

    :param whole: spans that are not to be cut: phrases that hold an *and*, say.
    :param language: nl or en; *of* joins two things in Dutch.
    """
    outer = without_brackets(cell)
    clauses = list(_clauses(outer, list(whole)))
    cuts = [cut for cut in _cuts(outer, language) if not _inside(cut[0], [*whole, *clauses])]
    found: list[Segment] = []
    begin, joined, detail = 0, False, False
    for start, end, kind in [*cuts, (len(cell), len(cell), "end")]:
        segment = _segment(cell, outer, (begin, start), clauses, joined, detail)
        if segment is not None:
            found.append(segment)
        if kind == "detail":
            detail = True
        elif kind == "end of detail":
            detail = False
        begin, joined = end, kind == "join"
    return tuple(found)


def clause_spans(cell: str, whole: Iterable[Span] = ()) -> tuple[Span, ...]:
    """The parts of a cell that say what for or under which condition.

    >>> clause_spans("Bedrijfsnaam voor facturatie, naam")
    ((13, 28),)
    """
    return tuple(_clauses(without_brackets(cell), list(whole)))


def _segment(cell: str, outer: str, span: Span, clauses: Sequence[Span], joined: bool, detail: bool) -> Segment | None:
    start, end = span
    text = outer[start:end]
    for begin, stop in clauses:
        if start <= begin < end:
            text = outer[start:begin] + outer[min(stop, end) : end]
            break
    text = " ".join(text.split()).strip(" .*•·–—")
    brackets = tuple(
        match.group(1) for match in _BRACKETS.finditer(cell, start, end) if not _is_plural(cell, match.span())
    )
    if not text and not brackets:
        return None
    return Segment(start, end, text, joined, detail, brackets)


def _cuts(outer: str, language: str) -> Iterator[tuple[int, int, str]]:
    for match in _cut_expression(language).finditer(outer):
        found = match.group().strip().lower()
        if found == ":" or match["detail"]:
            yield match.start(), match.end(), "detail"
        elif match["join"]:
            yield match.start(), match.end(), "join"
        elif found in (";", "") or found.startswith("."):
            yield match.start(), match.end(), "end of detail"
        else:
            yield match.start(), match.end(), "comma"


@cache
def _cut_expression(language: str) -> re.Pattern[str]:
    joins = _alternatives("joins", *(["dutch_joins"] if language == "nl" else []))
    details = _alternatives("details")
    return re.compile(
        rf"(?P<detail>(?<!\w){details}(?!\w))|(?P<join>(?<![\w-]){joins}(?![\w])|(?<=[^\W\d])/(?=[^\W\d])|\s/\s)|{_HARD}",
        re.IGNORECASE,
    )


def _clauses(outer: str, whole: list[Span]) -> Iterator[Span]:
    done = 0
    for match in _clause_expression().finditer(outer):
        if match.start() < done or _inside(match.start(), whole):
            continue
        stop = re.compile(_HARD).search(outer, match.end())
        done = stop.start() if stop else len(outer)
        yield match.start(), done


@cache
def _clause_expression() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){_alternatives('clauses')}(?![\w-])", re.IGNORECASE)


def _alternatives(*kinds: str) -> str:
    longest_first = sorted((word for kind in kinds for word in little_words(kind)), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


def _is_plural(cell: str, span: Span) -> bool:
    return _PLURAL.fullmatch(cell[max(span[0] - 1, 0) : span[1]]) is not None


def _inside(position: int, spans: Iterable[Span]) -> bool:
    return any(start <= position < end for start, end in spans)
