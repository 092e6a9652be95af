r"""Given words, found wherever they are written out: in any case (of ASCII letters), with any spaces between them.

>>> phrases = Phrases([("Project Zilver", "code_name"), ("K/77", "code")])
>>> list(phrases.places(b"PROJECT\nzilver, k/77 and k/778"))
[('code_name', 0, 14), ('code', 16, 20)]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(rb"[0-9a-z\x80-\xff]+")
_SPACES = rb"\s{1,3}"


class Phrases:
    """An index by their first words: a text is walked through once, however many there are.

    :param given: each with what it is.
    """

    def __init__(self, given: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[bytes, list[tuple[int, re.Pattern[bytes], str]]] = defaultdict(list)
        self.longest = 0
        for phrase, kind in given:
            data = phrase.strip().encode().lower()
            first = _TOKEN.search(data)
            if first is not None:
                self._by_word[first.group()].append((first.start(), _pattern(data), kind))
                self.longest = max(self.longest, 3 * len(data))

    def places(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """What each is, and from where to where (in bytes) it stands, ascending."""
        if not self._by_word:
            return
        lower = data.lower()
        for word in _TOKEN.finditer(lower):
            for before, pattern, kind in self._by_word.get(word.group(), ()):
                begin = word.start() - before
                if begin >= 0 and (found := pattern.match(lower, begin)):
                    yield kind, begin, found.end()


def _pattern(data: bytes) -> re.Pattern[bytes]:
    words = _SPACES.join(re.escape(each) for each in data.split())
    begin = rb"(?<![0-9a-z\x80-\xff])" if _TOKEN.match(data) else b""
    end = rb"(?![0-9a-z\x80-\xff])" if _TOKEN.match(data[-1:]) else b""
    return re.compile(begin + words + end)
