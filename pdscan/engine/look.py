"""Looking into files without a store: `pdscan detect`, and anybody who uses pdscan as a library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pdscan import plugins
from pdscan.detection import Reading, Scanner, TableScan
from pdscan.detection.position import Positions
from pdscan.engine.connect import connect
from pdscan.engine.decode import Decoder
from pdscan.engine.inspect import Found, Inspection, Placer
from pdscan.engine.lines import as_utf8
from pdscan.engine.names import Names
from pdscan.engine.recognise import Recognised, Recogniser
from pdscan.engine.structures import Structures
from pdscan.errors import UsageError
from pdscan.model import Item, Location, Match, Skipped, TableChunk, Unit
from pdscan.protocols import Limits, Structure, TargetOptions


@dataclass(frozen=True, slots=True)
class Sighting:
    """A match and where it is: `path` (nested parts joined with `!/`), and its field if it has one.

    What a whole item was recognised as stands on no line.
    """

    path: str
    field: str | None
    match: Match


Looked = Sighting | Skipped


def look(
    scanner: Scanner,
    path: Path,
    standard_input: Callable[[], BinaryIO],
    structures: Sequence[Structure] = (),
    limits: Limits | None = None,
) -> Iterator[Looked]:
    """What stands in a file, a folder or (`-`) standard input, each file decoded by its format.

    :raises pdscan.errors.UsageError: when there is no such file.
    """
    decoder = Decoder(plugins.load_all("formats"), limits)
    names = Names(scanner)
    asked = Structures(structures)
    for item in _items(path, standard_input):
        if isinstance(item, Skipped):
            yield item
        else:
            yield from _look_at(scanner, Recogniser(asked), names, decoder, item)


def look_at_lines(scanner: Scanner, lines: Iterable[bytes], path: str) -> Iterator[Sighting]:
    """What stands in each line, taken as a text of its own."""
    for number, text in enumerate(as_utf8(lines), 1):
        positions = Positions(number)
        for match in scanner.text(text):
            yield Sighting(path, None, positions.placed(match, text))


def _items(path: Path, standard_input: Callable[[], BinaryIO]) -> Iterator[Item | Skipped]:
    if str(path) == "-":
        yield Item("-", open=standard_input)
        return
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    target = connect(str(path.absolute()), TargetOptions(system=str(path)))
    try:
        for unit in target.units():
            if isinstance(unit, Unit):
                for read in target.read(unit):
                    if isinstance(read, Item):
                        yield replace(read, path=_shown(path, unit, read))
                    elif isinstance(read, Skipped):
                        yield _skipped(path, read)
            else:
                yield _skipped(path, unit)
    finally:
        target.close()


def _shown(path: Path, unit: Unit, item: Item) -> str:
    return str(path if path.is_file() else path / unit.name / item.path)


def _skipped(path: Path, skipped: Skipped) -> Skipped:
    """What a folder's target could not read, under the path that is shown."""
    within = () if path.is_file() else filter(None, (skipped.location.unit, skipped.location.item))
    return replace(skipped, location=Location(str(path.joinpath(*within)), ""))


def _look_at(scanner: Scanner, recogniser: Recogniser, names: Names, decoder: Decoder, item: Item) -> Iterator[Looked]:
    tables: dict[str, TableScan] = {}
    placer = Placer()
    told: set[tuple[str, str, str]] = set()
    for seen in Inspection(scanner, decoder.decode(item), tables, recogniser):
        if isinstance(seen, Found):
            match = _judged(seen, tables, placer)
            if match is not None:
                field = _field(seen)
                yield Sighting(seen.path, field and names.shown(field), match)
        elif isinstance(seen, Recognised):
            key = seen.path, seen.match.entity, seen.match.value
            if key not in told:
                told.add(key)
                yield Sighting(seen.path, None, seen.match)
        elif isinstance(seen, tuple):
            path, problem = seen
            yield Skipped(Location(path, ""), problem.reason, problem.detail)


def _judged(found: Found, tables: dict[str, TableScan], placer: Placer) -> Match | None:
    if not isinstance(found.what, Reading):
        return found.what
    match = found.what.judged(tables[found.path].verdict)
    if match is None or not isinstance(found.chunk, TableChunk):
        return match
    return placer.placed(found.chunk, match)


def _field(found: Found) -> str | None:
    if isinstance(found.what, Reading):
        return found.what.column[1]
    return found.chunk.field if not isinstance(found.chunk, TableChunk) else None
