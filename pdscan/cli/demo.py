"""`pdscan demo`: a small Webcircuit with known answers, and everything run on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pdscan.cli.options import language_option
from pdscan.cli.style import quiet, style_options

if TYPE_CHECKING:
    from pdscan.model import Discrepancy

_WORDS = {
    "nl": {
        "built": "1. gebouwd: een database met {} tabellen, {} mails en {} bestanden in {}",
        "imported": "2. privacyverklaring gelezen: {} regels over {} diensten",
        "scanned": "3. gescand en vergeleken per {}: {} verschillen",
        "right": "4. alle {} antwoorden kloppen met de sleutel in {}",
        "wrong": "4. {} antwoorden wijken af van de sleutel in {}:",
        "page": "De pagina voor de functionaris gegevensbescherming: {}",
    },
    "en": {
        "built": "1. built: a database of {} tables, {} messages and {} files in {}",
        "imported": "2. privacy statement read: {} rows on {} services",
        "scanned": "3. scanned and compared for {}: {} discrepancies",
        "right": "4. all {} answers agree with the key in {}",
        "wrong": "4. {} answers differ from the key in {}:",
        "page": "The page for the data protection officer: {}",
    },
}


@click.command(name="demo")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Where."
)
@language_option
@style_options
def command(folder: Path, language: str) -> int:
    """Build a small Webcircuit, import its privacy statement, scan, reconcile, report, and check every answer.

    Exits with 1 when an answer is not the one in the key.

    Example: pdscan demo --dir /tmp/webcircuit --lang nl
    """
    from pdscan.cli.scanning import Choice, scan
    from pdscan.demo import answers, estate
    from pdscan.register import dump, import_statement
    from pdscan.store import Store

    words = _WORDS[language]
    _tell(words["built"].format(*estate.build(folder), folder))
    register = import_statement(folder / estate.STATEMENT)
    (folder / "register.yaml").write_text(dump(register), "utf-8")
    _tell(words["imported"].format(len(register.entries), len(register.services)))
    page = folder / "report.html"
    scan(Choice(config=folder / estate.CONFIG, as_of=answers.DAY, output=page, language=language))
    with Store.open(f"sqlite:///{folder.absolute() / 'pdscan.db'}", create=False) as store:
        discrepancies = store.discrepancies()
    _tell(words["scanned"].format(answers.DAY, len(discrepancies)))
    _show(discrepancies, language)
    expected = answers.read(folder / estate.KEY)
    wrong = list(answers.differences(expected, discrepancies))
    key = folder / estate.KEY
    _tell(words["wrong"].format(len(wrong), key) if wrong else words["right"].format(len(expected), key))
    for line in wrong:
        click.echo(f"   {line}", err=True)
    click.echo(words["page"].format(page.absolute()))
    return int(bool(wrong))


def _tell(line: str) -> None:
    if not quiet():
        click.echo(line, err=True)


def _show(discrepancies: Sequence[Discrepancy], language: str) -> None:
    """How many of each kind, the worst of them in a sentence."""
    kinds = Counter(each.kind for each in discrepancies)
    for kind, count in kinds.most_common():
        worst = next(each for each in discrepancies if each.kind is kind)
        sentence = worst.arguments.get("text", {}).get(language, "")
        place = f"{worst.location}: " if worst.location else ""
        click.echo(f"   {count:>3}  {kind.value:<23} {place}{sentence}")
