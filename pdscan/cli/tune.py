"""`pdscan tune`: what a threshold or a list would change, before it is set."""

from __future__ import annotations

from pathlib import Path

import click

from pdscan.cli.options import format_option, language_option, ocr_option, output_option
from pdscan.cli.places import config_option
from pdscan.cli.style import style_options


@click.command(name="tune")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Try this threshold.")
@click.option("--allow", multiple=True, metavar="[ENTITY=]FILE", help="Allow the values of this file, too.")
@click.option("--deny", multiple=True, metavar="ENTITY=FILE", help="Always find the values of this file.")
@click.option("--entities", metavar="A,B", help="Only these entities.")
@click.option(
    "--examples", type=click.IntRange(0), default=5, show_default=True, help="Places to show, of each entity."
)
@format_option("text", "json")
@output_option
@ocr_option
@config_option
@language_option
@style_options
def command(
    files: tuple[Path, ...],
    min_confidence: float | None,
    allow: tuple[str, ...],
    deny: tuple[str, ...],
    entities: str | None,
    examples: int,
    output_format: str | None,
    output: Path | None,
    no_ocr: bool,
    config: Path | None,
    language: str,
) -> int:
    """Show what a threshold or a list would change in FILES (folders too), before you set it.

    They are looked into twice: with the configuration as it is, and with what you try out.  A list's file holds a
    value a line.  Nothing is kept, and the configuration stays as it is.

    Example: pdscan tune export.csv --min-confidence 0.7 --allow iban=our-accounts.txt
    """
    from pdscan import settings
    from pdscan.cli.options import configured_language, format_by_suffix, write_output
    from pdscan.cli.trial import tried
    from pdscan.cli.tune_text import as_json, as_text
    from pdscan.errors import UsageError

    if min_confidence is None and not allow and not deny:
        raise UsageError("say what is to be tried out: --min-confidence, --allow or --deny")
    name = format_by_suffix(output_format, output, {".txt": "text", ".json": "json"}, "text")
    found = settings.load(settings.find(config))
    result = tried(files, found, entities, min_confidence, allow, deny, ocr=not no_ocr)
    language = configured_language(language, found.lang)
    write_output(output, as_json(result, examples) if name == "json" else as_text(result, examples, language))
    for each in result.skipped:
        detail = f": {each.detail}" if each.detail else ""
        click.echo(f"skipped {each.location.system} ({each.reason}{detail})", err=True)
    return 3 if result.skipped else 0
