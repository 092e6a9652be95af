"""A cell that names data: what it enumerates, and the category of each.

What is not understood is listed, never guessed.

>>> cell = read_data_cell("Naam, geboortedatum en -plaats, kopie paspoort of identiteitskaart")
>>> [mapped.category for mapped in cell.mapped]
['person_name', 'date_of_birth', 'place_of_birth', 'passport_copy', 'identity_card_copy']
>>> read_data_cell("Naam en schoenmaat").unclear
(('schoenmaat', 'no category fits'),)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pdscan.register.model import Mapped
from pdscan.register.statement.segments import Segment, clause_spans, little_words, segments, without_brackets
from pdscan.vocabulary.lexicon import LIKENESS, Hit, compact, plain, words
from pdscan.vocabulary.phrases import collective, data_lexicon, in_context

UNMAPPED = "no category fits"
NEGATED = "says what is not kept"
OPEN = "an open list"
MISSPELT = "read as a misspelling"


@dataclass(frozen=True, slots=True)
class DataCell:
    """What a cell names: the kinds of data in its order, and what was not understood with the reason why."""

    mapped: tuple[Mapped, ...] = ()
    unclear: tuple[tuple[str, str], ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category once, in the cell's order."""
        return tuple(dict.fromkeys(mapped.category for mapped in self.mapped))


@dataclass
class _Reading:
    """The cell as it is being read: a segment can lean on those before and behind it."""

    text: str
    context: str
    language: str
    parts: tuple[Segment, ...]
    hits: tuple[tuple[Hit, ...], ...]
    mapped: list[Mapped] = field(default_factory=list)
    unclear: list[tuple[str, str]] = field(default_factory=list)
    head: str = ""
    gathers: bool = False


def read_data_cell(text: str, service: str = "", language: str = "nl") -> DataCell:
    """Map a cell to categories.

    :param service: the row's service; a few words (*metadata*) mean something in its light alone.
    :param language: nl or en.
    """
    outer = without_brackets(text)
    found = data_lexicon().find(outer)
    parts = segments(text, [(hit.start, hit.end) for hit in found], language)
    clauses = clause_spans(text, [(hit.start, hit.end) for hit in found])
    said = [hit for hit in found if not any(start <= hit.start < end for start, end in clauses)]
    own = tuple(_main(outer, [hit for hit in said if part.start <= hit.start < part.end]) for part in parts)
    reading = _Reading(text, f"{service} {text}", language, parts, own)
    for index in range(len(parts)):
        _read_segment(reading, index)
    return DataCell(tuple(reading.mapped), tuple(reading.unclear))


def _read_segment(reading: _Reading, index: int) -> None:
    part = reading.parts[index]
    tokens = _plain_words(part.text)
    if _negated(reading.parts, index):
        reading.unclear.append((part.text, NEGATED))
        return
    if compact(part.text) in {compact(word) for word in little_words("open")}:
        reading.unclear.append((part.text, OPEN))
        return
    if part.joined and reading.mapped and set(tokens) & set(little_words("similar")):
        before = reading.mapped[-1]
        both = reading.text[reading.parts[index - 1].start : part.end].strip()
        reading.mapped[-1] = replace(before, text=both, certainty=min(before.certainty, 0.9))
        return
    inner = [read_data_cell(bracketed, reading.context, reading.language) for bracketed in part.bracketed]
    own = _own(reading, index)
    details = [mapped for cell in inner for mapped in cell.mapped]
    if part.text and len(details) == 1 and not own:
        details = [replace(details[0], text=f"{part.text} ({details[0].text})")]
    if own or details:
        reading.mapped += own + details
        reading.unclear += [(mapped.text, MISSPELT) for mapped in own if mapped.certainty <= LIKENESS]
        reading.gathers = any(mapped.category in collective() for mapped in own)
    elif not (reading.gathers or _explained(reading, index)):
        reading.unclear.append((part.text or " ".join(part.bracketed), UNMAPPED))


def _negated(parts: Sequence[Segment], index: int) -> bool:
    """Whether a thing is said not to be there: a *no* reaches forward over *and* and *or*, a *covered* back."""
    first = last = index
    while first > 0 and parts[first].joined:
        first -= 1
    while last + 1 < len(parts) and parts[last + 1].joined:
        last += 1
    # A last word denies nothing: "passport no." is a number.
    denying = (word for part in parts[first : index + 1] for word in _plain_words(part.text)[:-1])
    covering = (word for part in parts[index : last + 1] for word in _plain_words(part.text))
    return any(word in little_words("negations") for word in denying) or any(
        word in little_words("covered") for word in covering
    )


def _own(reading: _Reading, index: int) -> list[Mapped]:
    """What a segment means, leaving out its brackets."""
    part, hits = reading.parts[index], reading.hits[index]
    head = _head(part.text)
    if part.joined and reading.head and not head:
        shared = _whole(f"{reading.head} {part.text}")
        if shared:
            return [Mapped(part.text, hit.meaning, 0.9) for hit in shared]
    reading.head = head or (reading.head if part.joined or not hits else "")
    if hits and _passing(part.text, hits[0]):
        return []
    if hits:
        return list(_split_at_hits(part, hits))
    guesses = (
        _of_ellipsis(reading, index)
        or _whole(f"{reading.head} {part.text}")
        or _of_shared_noun(reading, index)
        or in_context(part.text, reading.context)
        or _nearest(part.text)
    )
    return [Mapped(part.text, hit.meaning, min(hit.certainty, 0.9)) for hit in guesses]


def _main(text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits without those that only say more of a collective one beside them (*verkeersinformatie e-mails*)."""
    gathering = [hit for hit in hits if hit.meaning in collective()]
    return tuple(
        hit
        for hit in hits
        if hit in gathering
        or not any(text[min(hit.end, main.end) : max(hit.start, main.start)].isspace() for main in gathering)
    )


def _split_at_hits(part: Segment, hits: Sequence[Hit]) -> Iterator[Mapped]:
    """One segment may name several things without a comma between: each reaches to the next."""
    starts = sorted({hit.start for hit in hits})
    for hit in hits:
        if len(starts) == 1:
            text = part.text
        else:
            place = starts.index(hit.start)
            begin = part.text.find(hit.text)
            following = next((other.text for other in hits if other.start > hit.start), None)
            stop = part.text.find(following, begin + len(hit.text)) if following else len(part.text)
            text = _trimmed(part.text[0 if place == 0 else begin : stop])
        exact = compact(text) == compact(hit.text)
        yield Mapped(text, hit.meaning, hit.certainty if exact or not _full(text, hit) else min(hit.certainty, 0.9))


def _trimmed(text: str) -> str:
    """Without a last *van* or *and* that leads over to the next thing."""
    tokens = words(text)
    while tokens and tokens[-1].plain in (*little_words("prepositions"), *little_words("joins")):
        text, tokens = text[: tokens[-1].start], tokens[:-1]
    return text.strip()


def _full(text: str, hit: Hit) -> bool:
    """Whether a text says more than its hit and words that mean nothing."""
    known = {word.plain for word in words(hit.text)}
    return any(word not in known and word not in little_words("empty") for word in _plain_words(text))


def _passing(text: str, hit: Hit) -> bool:
    """Whether the first thing known in a text is only mentioned in passing, behind another main thing.

    >>> _passing("datum van bezoek aan uw adres", Hit("address", 24, 29, "adres"))
    True
    """
    before = _plain_words(text[: max(text.find(hit.text), 0)])
    place = next((i for i, word in enumerate(before) if word in little_words("prepositions")), None)
    return place is not None and any(word not in little_words("empty") for word in before[:place])


def _of_ellipsis(reading: _Reading, index: int) -> Sequence[Hit]:
    """*Geboortedatum en -plaats*, *voor- en achternaam*: half of a compound stands in the neighbour."""
    text = reading.parts[index].text
    if match := re.fullmatch(r"[-–]\s?(\w+)", text):
        raw = reading.text[: reading.parts[index].start]
        before = words(raw)[-2:] if raw else ()
        stems = [word.plain[:size] for word in reversed(before) for size in range(len(word.plain) - 1, 2, -1)]
        return next(filter(None, (_whole(stem + match.group(1)) for stem in stems)), ())
    if match := re.search(r"(\w+)[-–]$", text):
        following = words(reading.parts[index + 1].text) if index + 1 < len(reading.parts) else ()
        ends = [word.plain[size:] for word in following[:1] for size in range(1, len(word.plain) - 2)]
        return next(filter(None, (_whole(match.group(1) + end) for end in ends)), _whole(match.group(1)))
    return ()


def _of_shared_noun(reading: _Reading, index: int) -> Sequence[Hit]:
    """*Functionele en statistische cookies*, *passport and identity card numbers*: the noun comes with the last."""
    for later in range(index + 1, len(reading.parts)):
        if reading.hits[later]:
            nouns = _plain_words(reading.parts[later].text)
            tails = [" ".join(nouns[size:]) for size in range(len(nouns) - 1, 0, -1)]
            return next(filter(None, (_whole(f"{reading.parts[index].text} {tail}") for tail in tails)), ())
    return ()


def _nearest(text: str) -> Sequence[Hit]:
    said = " ".join(word for word in _plain_words(text) if word not in little_words("empty"))
    nearest = data_lexicon().nearest(said)
    return (nearest,) if nearest else ()


def _whole(text: str) -> Sequence[Hit]:
    """The hits of a text that is wholly made up for the purpose: they must begin it, empty words aside."""
    hits = data_lexicon().find(text)
    if not hits:
        return ()
    before = _plain_words(text[: hits[0].start])
    return hits if all(word in little_words("empty") for word in before) else ()


def _head(text: str) -> str:
    """The word at the beginning that several things may share, "" when there is none."""
    joined = " ".join(_plain_words(text))
    heads = sorted(little_words("heads"), key=len, reverse=True)
    return next((head for head in heads if joined.startswith(plain(head) + " ")), "")


def _explained(reading: _Reading, index: int) -> bool:
    """Whether a segment that means nothing is the heading of its details, or one detail of a known heading."""
    parts = reading.parts
    if parts[index].detail:
        heading = next(i for i in range(index, -1, -1) if not parts[i].detail)
        return bool(reading.hits[heading])
    following = parts[index + 1 : index + 2]
    return (
        bool(following)
        and following[0].detail
        and any(reading.hits[later] for later in range(index + 1, len(parts)) if parts[later].detail)
    )


def _plain_words(text: str) -> list[str]:
    return [word.plain for word in words(text)]
