"""Words that mean something, found in running text however they are hyphenated, spaced, accented or put in the plural.

A phrase is compared without spaces, hyphens and accents, so that *e-mailadres*, *e-mail adres* and
*emailadres* are one phrase; an ending of the plural may follow.  `…` in a phrase stands for at most six words.

>>> lexicon = Lexicon({"email": ("e-mailadres",), "service_address": ("adres … geleverd",)})
>>> [(hit.meaning, hit.text) for hit in lexicon.find("Email-adressen, adres waar de dienst wordt geleverd")]
[('email', 'Email-adressen'), ('service_address', 'adres waar de dienst wordt geleverd')]
>>> lexicon.find("E-mailtje")
()
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

PLURALS = ("", "s", "en", "n", "sen", "es", "len")
IRREGULAR = {"copies": "copy", "kopieen": "kopie", "scans": "scan", "numbers": "number", "nummers": "nummer"}
GAP = "…"
LONGEST_GAP = 6
MOST_WORDS = 9
LIKENESS = 0.7
"""The certainty of a hit that is only spelt like a phrase."""

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[,;:\n()•]")
_PLURAL_IN_BRACKETS = re.compile(r"(?<=\w)\((?:s|es|en|n|sen|len|’s|'s)\)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: characters `start` to `end`, compared as `plain`.

    `breaks` says that a comma, colon, bracket or new line stands between it and the word before.
    """

    plain: str
    start: int
    end: int
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: characters `start` to `end` of the text mean `meaning`.

    `certainty` is 1.0 for the phrase itself, less for a likely misspelling or a compound that ends in it.
    `right` is the right spelling where the text has a wrong one.
    """

    meaning: str
    start: int
    end: int
    text: str
    certainty: float = 1.0
    right: str | None = None


def plain(text: str) -> str:
    """Lower case, without accents.

    >>> plain("Eén")
    'een'
    """
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def compact(text: str) -> str:
    """What a phrase is compared by: its letters and digits alone.

    >>> compact("E-mail adres")
    'emailadres'
    """
    return "".join(word.plain for word in words(text))


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order.  A plural in brackets, as in *adres(sen)*, counts for nothing.

    >>> [word.plain for word in words("IP-adres(sen) van locatie(s)")]
    ['ip', 'adres', 'van', 'locatie']
    """
    text = _PLURAL_IN_BRACKETS.sub(lambda match: " " * len(match.group()), text)
    found: list[Word] = []
    for match in _WORD.finditer(text):
        between = text[found[-1].end : match.start()] if found else ""
        said = plain(match.group())
        found.append(Word(IRREGULAR.get(said, said), match.start(), match.end(), bool(_BREAK.search(between))))
    return tuple(found)


class Lexicon:
    """Phrases by what they mean."""

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        misspelt: Mapping[str, str] | None = None,
        exact: Iterable[str] = (),
        endings: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Index the phrases.

        :param phrases: phrases by meaning; one phrase may have several meanings.
        :param misspelt: wrong spellings that are seen in the wild, with the right one.
        :param exact: phrases that have their meaning in the singular alone.
        :param endings: by meaning, words that keep it at the end of a compound (*bezorgadres* is an *adres*).
        """
        self._phrases: dict[str, str] = {}
        self._meanings: dict[str, list[str]] = {}
        self._gapped: list[tuple[str, str, str]] = []
        for meaning, texts in phrases.items():
            for text in texts:
                self._add(meaning, text)
        self._wrong = {compact(wrong): right for wrong, right in (misspelt or {}).items()}
        self._exact = frozenset(compact(phrase) for phrase in exact)
        self._endings = [(compact(word), meaning) for meaning, ends in (endings or {}).items() for word in ends]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every phrase in the text, the longest at each place, none inside another.

        A phrase with several meanings gives a hit for each.
        """
        tokens = words(text)
        hits: list[Hit] = []
        index = 0
        while index < len(tokens):
            found = max(self._at(tokens, index), key=lambda candidate: candidate[0], default=None)
            if found is None:
                index += 1
                continue
            end, meanings, certainty, right = found
            start, stop = tokens[index].start, tokens[end - 1].end
            hits += [Hit(meaning, start, stop, text[start:stop], certainty, right) for meaning in meanings]
            index = end
        return tuple(hits)

    def nearest(self, text: str, closeness: float = 0.9) -> Hit | None:
        """What the whole text may be a misspelling of, for texts of at least seven letters.

        It must begin alike: *verbruik* is no *gebruik* misspelt.

        >>> Lexicon({"recordings": ("geluidsopname",)}).nearest("geluidsopnmae").right
        'geluidsopname'
        """
        asked = compact(text)
        if len(asked) < 7:
            return None
        alike = [phrase for phrase in self._phrases if phrase[:2] == asked[:2]]
        close = difflib.get_close_matches(asked, alike, n=1, cutoff=closeness)
        if not close:
            return None
        return Hit(self._meanings[close[0]][0], 0, len(text), text, LIKENESS, self._phrases[close[0]])

    def _add(self, meaning: str, phrase: str) -> None:
        if GAP in phrase:
            first, second = phrase.split(GAP)
            self._gapped.append((compact(first), compact(second), meaning))
            return
        self._phrases.setdefault(compact(phrase), phrase)
        meanings = self._meanings.setdefault(compact(phrase), [])
        if meaning not in meanings:
            meanings.append(meaning)

    def _at(self, tokens: tuple[Word, ...], index: int) -> Iterator[tuple[int, Iterable[str], float, str | None]]:
        """Candidates that begin at a word: where they end, what they mean, how surely, and their right spelling."""
        joined = ""
        for end in range(index, min(index + MOST_WORDS, len(tokens))):
            if end > index and tokens[end].breaks:
                break
            joined += tokens[end].plain
            right = self._wrong.get(joined)
            # A plural ending belongs to the last word: the next word "en" is none.
            alone = end > index and tokens[end].plain in PLURALS
            meanings = self._meaning_of(joined if right is None else compact(right), ("",) if alone else PLURALS)
            if meanings:
                yield end + 1, meanings, 1.0 if right is None else 0.9, right
            for first, second, meaning in self._gapped:
                stop = self._after_gap(tokens, end + 1, second) if joined == first else None
                if stop is not None:
                    yield stop, (meaning,), 1.0, None
        if not self._meaning_of(tokens[index].plain):
            yield from self._compound(tokens[index].plain, index)

    def _meaning_of(self, joined: str, plurals: Sequence[str] = PLURALS) -> Sequence[str]:
        for plural in plurals:
            singular = joined.removesuffix(plural)
            if not joined.endswith(plural) or (plural and singular in self._exact):
                continue
            if singular in self._meanings:
                return self._meanings[singular]
        return ()

    def _compound(self, word: str, index: int) -> Iterator[tuple[int, Iterable[str], float, str | None]]:
        for ending, meaning in self._endings:
            if any(word.endswith(ending + plural) for plural in PLURALS):
                yield index + 1, (meaning,), 0.8, None
                return

    def _after_gap(self, tokens: tuple[Word, ...], begin: int, part: str) -> int | None:
        """Where a phrase ends whose second part follows a gap, None when it doesn't follow."""
        for index in range(begin, min(begin + LONGEST_GAP + 1, len(tokens))):
            if tokens[index].breaks:
                return None
            joined = ""
            for end in range(index, min(index + 3, len(tokens))):
                joined += tokens[end].plain
                if any(joined == part + plural for plural in PLURALS):
                    return end + 1
        return None
