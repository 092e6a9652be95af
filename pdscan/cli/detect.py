"""`pdscan detect`: look into files or standard input, without a store or a config."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from pdscan.cli.options import fail_on_option, format_option, language_option, ocr_option
from pdscan.cli.style import style_options

if TYPE_CHECKING:
    from pdscan.protocols import Passwords


@click.command(name="detect")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--lines", is_flag=True, help="Treat each input line as its own plain-text document.")
@click.option("--entities", metavar="A,B", help="Only these entities.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Leave out less.")
@format_option("text", "json", "ndjson", "csv")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file (mode 0600).")
@click.option(
    "--matcher", type=click.Choice(("auto", "hyperscan", "re")), default="auto", help="Same findings, other speed."
)
@ocr_option
@click.option("--config", type=click.Path(path_type=Path), help="Take entities and lists of your own from this.")
@click.option("--show-values", is_flag=True, help="Show the values themselves, not only masks.")
@click.option("--explain", is_flag=True, help="Say in words what decided, near misses included.")
@fail_on_option
@language_option
@style_options
def command(
    files: tuple[Path, ...],
    lines: bool,
    entities: str | None,
    min_confidence: float,
    output_format: str | None,
    output: Path | None,
    matcher: str,
    no_ocr: bool,
    config: Path | None,
    show_values: bool,
    explain: bool,
    fail_on: str,
    language: str,
) -> int:
    """Look into FILES (folders too; - or none is standard input) and print what is found.

    Files are decoded by their format: a CSV by columns, a mail by its parts, HTML without its tags.  Values are
    masked unless you ask for them.

    Example: echo "BSN: 111222333" | pdscan detect
    """
    from pdscan.cli.detectors import selected
    from pdscan.cli.options import format_by_suffix
    from pdscan.cli.results import Results
    from pdscan.detection import Scanner
    from pdscan.engine.look import Looked, look, look_at_lines
    from pdscan.protocols import Limits

    looking = selected(entities, config)
    scanner = Scanner(looking.detectors, matcher, explain=explain, lists=looking.lists)
    suffixes = {".txt": "text", ".json": "json", ".ndjson": "ndjson", ".csv": "csv"}
    name = format_by_suffix(output_format, output, suffixes, "text")
    results = Results(
        name, output, language=language, values=show_values, explain=explain, category=looking.category
    )  # fmt: skip
    limits = Limits(ocr=not no_ocr, passwords=_passwords(config))
    found: Iterator[Looked]
    with results:
        for path in files or (Path("-"),):
            if lines:
                found = look_at_lines(scanner, _lines(path), str(path))
            else:
                found = look(scanner, path, _standard_input, looking.structures, limits)
            for each in found:
                results.add(each, min_confidence)
    return results.exit_code(fail_on)


def _standard_input() -> BinaryIO:
    return sys.stdin.buffer


def _lines(path: Path) -> Iterator[bytes]:
    from pdscan.errors import UsageError

    if str(path) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error


def _passwords(config: Path | None) -> Passwords:
    """What to try on locked files: the configuration's, where one is named."""
    from pdscan.cli.project import Project
    from pdscan.protocols import Passwords

    return Passwords() if config is None else Project.of(config).passwords()
