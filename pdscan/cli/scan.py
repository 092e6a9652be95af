"""`pdscan scan`: read systems, store findings, compare them with the register, print a summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pdscan.cli.options import fail_on_option, format_option, language_option, ocr_option, output_option
from pdscan.cli.places import as_of_option, config_option, register_option, store_option
from pdscan.cli.style import style_options

_MATCHERS = click.Choice(("auto", "hyperscan", "re"))


@click.command(name="scan")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@config_option
@store_option
@register_option
@as_of_option
@click.option("--system", "names", multiple=True, metavar="NAME", help="Only this system of the config (repeatable).")
@click.option("--entities", metavar="A,B", help="Only these entities.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Show findings from this confidence on (0.5).")
@click.option("--full", is_flag=True, help="Read every row, whatever the config says.")
@click.option("--sample", type=click.IntRange(min=1), metavar="ROWS", help="Read so many rows of each table.")
@click.option("--full-on-hit", is_flag=True, help="Read a table whole when something is found in its sample.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes (default: one a processor).")
@click.option("--engine", type=click.Choice(("local",)), default="local", help="Where the work is done.")
@click.option("--resume", is_flag=True, help="Go on with the scan that was interrupted.")
@click.option("--since", type=click.Choice(("last",)), help="Read only the units that changed since the last scan.")
@click.option("--plan", "only_plan", is_flag=True, help="Say what would be read, with sizes, and stop.")
@click.option("--max-rate", type=click.IntRange(min=1), metavar="N", help="At most N rows, messages or files a second.")
@click.option("--include", multiple=True, metavar="GLOB", help="Read only these (repeatable).")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Don't read these (repeatable).")
@click.option("--matcher", type=_MATCHERS, default="auto", help="Same findings, other speed.")
@ocr_option
@format_option("text", "json", "ndjson", "csv", "html", "sarif")
@output_option
@fail_on_option
@language_option
@style_options
def command(targets: tuple[str, ...], config: Path | None, **options: Any) -> int:
    """Scan TARGETs (paths or URLs), or the systems of the config, and store what is found.

    With a register, discrepancies are shown too.  Nothing is ever written to a scanned system, and no value that
    is found is stored: only counts, dates, masks and fingerprints.

    Example: pdscan scan ./share sqlite:///crm.db --register register.yaml
    """
    from pdscan.cli.scanning import Choice, scan

    return scan(Choice(targets=targets, config=config, **options))
