"""Models that read free text, beside the detectors: passage by passage, and only when a text is there to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from pdscan.errors import UsageError
from pdscan.model import Contained, Verdict
from pdscan.protocols import Detector, Reader

PASSAGE = 5_000
"""So many characters are read at once, at most."""


@dataclass(slots=True, eq=False)
class Late:
    """A reader whose model is loaded when the first text comes; so a process that never reads one doesn't wait for it.

    :param language: of the model, `nl` or `en`.
    """

    spacy: str | None
    recognizer: str | None
    entities: tuple[tuple[str, str], ...]
    language: str
    loaded: Reader | None = field(default=None, repr=False)

    def __call__(self, passage: str) -> Iterable[Contained]:
        """What the model says of a passage."""
        if self.loaded is None:
            self.loaded = self._load()
        return self.loaded(passage)

    def check(self) -> None:
        """See that all is installed, without loading it.

        :raises UsageError: when something isn't; nothing is ever downloaded.
        """
        if find_spec("presidio_analyzer") is None:
            raise UsageError("`models:` needs Presidio: install pdscan with the extra “presidio”")
        if self.spacy is not None and not Path(self.spacy).is_dir() and not _installed(self.spacy):
            raise UsageError(
                f"the spaCy pipeline “{self.spacy}” isn't installed here: install its package, or name its folder"
            )

    def _load(self) -> Reader:
        from pdscan.detection import presidio

        entities = dict(self.entities)
        if self.spacy is not None:
            return presidio.spacy_reader(self.spacy, entities, self.language)
        return presidio.recognizer_reader(str(self.recognizer), entities, self.language)


def _installed(package: str) -> bool:
    return package.isidentifier() and find_spec(package) is not None


def with_reader(detectors: Sequence[Detector], reader: Reader, entities: Iterable[str]) -> list[Detector]:
    """The detectors, those of the entities named with a reader besides; new ones for entities that had none.

    >>> [each.entity for each in with_reader([], lambda passage: (), ["nickname"])]
    ['nickname']
    """
    by_name = {each.entity: each for each in detectors}
    for entity in entities:
        known = by_name.get(entity) or Detector(entity=entity, validate=_nothing)
        by_name[entity] = replace(known, readers=(*known.readers, reader))
    return list(by_name.values())


def _nothing(_text: str) -> Verdict | None:
    return None


def read(readers: Iterable[Reader], data: bytes) -> Iterator[tuple[Contained, int, int]]:
    """What readers find in a text (UTF-8), and the bytes from and to which it stands."""
    text = data.decode("utf-8", "replace")
    offsets = None if data.isascii() else [0, *accumulate(len(letter.encode()) for letter in text)]
    for begin, end in passages(text):
        for reader in readers:
            for found in reader(text[begin:end]):
                first, last = begin + found.start, begin + found.end
                yield found, *((first, last) if offsets is None else (offsets[first], offsets[last]))


def passages(text: str, size: int = PASSAGE) -> Iterator[tuple[int, int]]:
    r"""Where the passages of a text begin and end: whole paragraphs where they fit, else whole lines, else words.

    >>> [text[begin:end] for text in ["Een.\n\nTwee drie.\nVier"] for begin, end in passages(text, 12)]
    ['Een.\n\n', 'Twee drie.\n', 'Vier']
    """
    begin = 0
    while len(text) - begin > size:
        ends = (text.rfind(mark, begin, begin + size) + len(mark) for mark in ("\n\n", "\n", " "))
        end = next((each for each in ends if each > begin + 2), begin + size)
        yield begin, end
        begin = end
    if begin < len(text):
        yield begin, len(text)
