"""`pdscan self-check`: is there a raw value in our own store, logs and reports?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pdscan.cli.places import config_option, store_option
from pdscan.cli.style import quiet, style_options

if TYPE_CHECKING:
    from pdscan.detection import Scanner
    from pdscan.model import Match, Skipped
    from pdscan.store import StoredText


@dataclass(frozen=True, slots=True)
class Leak:
    """A raw value where none should be; the value itself is not here."""

    place: str
    entity: str
    mask: str
    confidence: float

    def __str__(self) -> str:
        return f"{self.place}: {self.entity} {self.mask} ({self.confidence:.2f})"


@click.command(name="self-check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[PATH]...")
@config_option
@store_option
@style_options
def command(paths: tuple[Path, ...], config: Path | None, store: str | None) -> int:
    """Look for raw values in the store, and in the logs and reports (files or folders) at each PATH.

    The exit code is 1 when there is one, and 3 when something could not be read.  Names of places are kept as
    they are: a mail folder that is called after an address is found too.

    Example: pdscan self-check /var/log/pdscan report.html
    """
    from pdscan import settings
    from pdscan.cli.detectors import every
    from pdscan.detection import Scanner
    from pdscan.store import MissingStoreError, Store

    loaded = settings.load(settings.find(config), check_files=False)
    scanner = Scanner(every(loaded))
    found: list[Leak] = []
    skipped: list[Skipped] = []
    try:
        with Store.open(store or loaded.store, create=False) as opened:
            found += in_store(scanner, opened.texts())
    except MissingStoreError as error:
        if not paths:
            raise
        click.echo(str(error), err=True)
    for path in paths:
        found += in_files(scanner, path, skipped)
    return _tell(found, skipped)


def in_store(scanner: Scanner, texts: Iterable[StoredText]) -> Iterator[Leak]:
    """Raw values in the texts of a store."""
    for each in texts:
        for match in scanner.text(each.text.encode("utf-8", "replace"), each.label):
            yield from _leaks(each.place, match)


def in_files(scanner: Scanner, path: Path, skipped: list[Skipped]) -> Iterator[Leak]:
    """Raw values in a file or folder; what can't be read is added to `skipped`."""
    from pdscan.engine.look import Sighting, look

    for each in look(scanner, path, lambda: path.open("rb")):
        if isinstance(each, Sighting):
            line = f" line {each.match.line}" if each.match.line else ""
            field = f" [{each.field}]" if each.field else ""
            yield from _leaks(f"{each.path}{line}{field}", each.match)
        else:
            skipped.append(each)


def _leaks(place: str, match: Match) -> Iterator[Leak]:
    from pdscan.model import THRESHOLD
    from pdscan.privacy import mask

    if match.confidence >= THRESHOLD:
        yield Leak(place, match.entity, mask(match.text), match.confidence)


def _tell(found: list[Leak], skipped: list[Skipped]) -> int:
    for leak in found:
        click.echo(str(leak))
    for each in skipped:
        click.echo(f"not read: {each.location}: {each.reason} {each.detail}".rstrip(), err=True)
    if not quiet():
        click.echo(f"{len(found) or 'No'} raw value{'' if len(found) == 1 else 's'} found.", err=True)
    return 3 if skipped else int(bool(found))
