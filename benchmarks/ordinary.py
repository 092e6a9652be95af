"""Ordinary text of this machine (manuals, word lists, change logs, sources), in which next to nothing should be found.

It does name people on purpose: authors, maintainers, firms in copyright notices, addresses to report bugs to, hosts in
examples.  Such finds are right.  So for each entity the files and paragraphs that name such things on purpose, by the
marks in `ordinary.yaml`, are left out, and what is found in the rest is counted as false; but not the names that
somebody has read and found to be people's (`ordinary_people.txt`).
"""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import yaml

from pdscan.detection import Scanner
from pdscan.model import THRESHOLD, Match, TextChunk

FOLDERS = (
    "/usr/share/common-licenses", "/usr/share/dict", "/usr/share/man/man5", "/usr/share/man/man7",
    "/usr/share/man/man8", "/usr/share/man/de", "/usr/share/man/fr", "/usr/share/man/nl", "/usr/lib/python3.11",
    "/usr/share/perl", "/usr/share/doc",
)  # fmt: skip
MOST = 70_000_000
"""Bytes that are looked through, at most."""
MOST_FALSE = 1.0
"""So many finds in a million bytes may be false, of each entity."""
LARGEST = 2_000_000
"""Of one file no more is read."""
_RULES = Path(__file__).with_suffix(".yaml")
_PEOPLE = Path(__file__).with_name("ordinary_people.txt")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is left out for an entity: `files` by a part of their name, paragraphs by their `marks`."""

    files: tuple[str, ...] = ()
    marks: re.Pattern[str] | None = None

    def leaves_out(self, name: str) -> bool:
        """Whether a whole file, by its name."""
        return any(part in name.lower() for part in self.files)

    def names_on_purpose(self, paragraph: str) -> bool:
        """Whether a paragraph."""
        return self.marks is not None and self.marks.search(paragraph) is not None


@dataclass(slots=True)
class Found:
    """By entity: all finds, those that count as false, and in how many bytes; and samples of what counts as false.

    `confidences` are those of all that counts as false, whether it reaches the threshold or not.
    """

    size: int = 0
    all: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)
    confidences: list[float] = field(default_factory=list)

    def add(self, match: Match, where: str, *, false: bool) -> None:
        """Count a find."""
        if false:
            self.confidences.append(match.confidence)
        if match.confidence >= THRESHOLD:
            self.all[match.entity] += 1
            if false:
                self.false[match.entity] += 1
                self.samples.setdefault(match.entity, []).append(f"{match.text!r} in {where}")

    def too_many(self) -> list[str]:
        """The entities of which more than `MOST_FALSE` are false."""
        return [each for each in self.false if self.per_mb(each) > MOST_FALSE]

    def per_mb(self, entity: str) -> float:
        """False finds in a million bytes of what was not left out."""
        return self.false[entity] / max(1, self.size - self.left_out[entity]) * 1e6

    def megabytes(self, entity: str) -> float:
        """How much was not left out."""
        return (self.size - self.left_out[entity]) / 1e6


def rules() -> dict[str, Rule]:
    """What `ordinary.yaml` says, by entity; of other entities nothing is left out."""
    document = yaml.safe_load(_RULES.read_text("utf-8"))
    return {
        entity: Rule(tuple(said["files"]), re.compile("|".join(said["marks"]), re.IGNORECASE))
        for entity, said in document.items()
    }


def texts(folders: Iterable[str] = FOLDERS, most: int = MOST, every: int = 1) -> Iterator[tuple[str, bytes]]:
    """Text files by name, unpacked, until there are `most` bytes of them; each text once.

    :param every: read one in so many files.
    """
    seen: set[int] = set()
    read = 0
    paths = (path for folder in folders for path in sorted(Path(folder).rglob("*")))
    for path in [path for path in paths if path.is_file() and not path.is_symlink()][::every]:
        data = _unpacked(path)[:LARGEST]
        if not data or b"\0" in data[:4096] or hash(data) in seen:
            continue
        seen.add(hash(data))
        yield path.name, data
        read += len(data)
        if read >= most:
            return


def _unpacked(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        print(f"  not read: {path.name}: {error}", file=sys.stderr)
        return b""


def count(scan: Scanner, given: Iterable[tuple[str, bytes]]) -> Found:
    """Look into texts; test values count for nothing."""
    found, leave = Found(), rules()
    people = frozenset(_PEOPLE.read_text("utf-8").splitlines())
    for name, data in given:
        found.size += len(data)
        paragraphs = data.decode("utf-8", "replace").split("\n\n")
        ends = list(accumulate(len(each.encode("utf-8", "replace")) + 2 for each in paragraphs))
        out = {entity: _left_out(rule, name, paragraphs) for entity, rule in leave.items()}
        for entity, places in out.items():
            found.left_out[entity] += sum(_size(paragraphs, place) for place in places)
        for _, match in scan.stream([TextChunk(data)]):
            place = min(bisect_right(ends, match.start), len(paragraphs) - 1)
            if not match.attributes.get("test"):
                false = place not in out.get(match.entity, ()) and match.text not in people
                found.add(match, f"{name}: {_line(data, match.start)}", false=false)
    return found


def _left_out(rule: Rule, name: str, paragraphs: list[str]) -> set[int]:
    if rule.leaves_out(name):
        return set(range(len(paragraphs)))
    return {place for place, text in enumerate(paragraphs) if rule.names_on_purpose(text)}


def _size(paragraphs: list[str], place: int) -> int:
    """The bytes of a paragraph, with the empty line that ends it."""
    return len(paragraphs[place].encode("utf-8", "replace")) + 2 * (place + 1 < len(paragraphs))


def _line(data: bytes, place: int) -> str:
    begin, end = data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place)
    return data[begin : end if end >= 0 else None][:160].decode("utf-8", "replace").strip()
