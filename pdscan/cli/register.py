"""`pdscan register`: read a statement, check what it declares, show it, compare two."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pdscan.cli.groups import Group
from pdscan.cli.options import (
    configured_language,
    fail_on_option,
    format_by_suffix,
    format_option,
    language_option,
    output_option,
    reaches,
    write_output,
)
from pdscan.cli.places import as_of_option, config_option, register_option
from pdscan.cli.style import quiet, style_options

if TYPE_CHECKING:
    from pdscan.register import Register

DEFAULT = Path("register.yaml")
"""Where the register is when nothing says otherwise."""

FILE = click.Path(path_type=Path)


@click.group(name="register", cls=Group)
def command() -> None:
    """Import, check, show and compare registers.

    A FILE is a register (YAML), or a statement that is imported as it is read.
    """


@command.command(name="import")
@click.argument("file", type=FILE)
@click.option("--organisation", metavar="NAME", help="Whose statement it is, where it doesn't tell.")
@click.option("--previous", type=FILE, help="The register of an earlier import: rows that stay keep their ids.")
@format_option("yaml", "json")
@output_option
@language_option
@style_options
def import_(
    file: Path,
    organisation: str | None,
    previous: Path | None,
    output_format: str | None,
    output: Path | None,
    language: str,
) -> int:
    """Read a privacy statement or a spreadsheet (text, HTML, DOCX, PDF, CSV, XLSX), and write a register.

    What was not understood is listed, with its line: finish it by hand.

    Example: pdscan register import statement.pdf --output register.yaml
    """
    from pdscan.register import dump, import_statement, keep_ids, load
    from pdscan.register.reading import SUFFIXES
    from pdscan.register.view import as_json

    chosen = format_by_suffix(output_format, output, {".yaml": "yaml", ".yml": "yaml", ".json": "json"}, "yaml")
    register = load(file) if file.suffix.lower() in SUFFIXES else import_statement(file, organisation)
    if previous is not None:
        register = keep_ids(register, load(previous))
    write_output(output, dump(register) if chosen == "yaml" else _json(as_json(register)))
    if not quiet():
        _summarise(register, language)
    return 0


@command.command(name="lint")
@click.argument("file", type=FILE, required=False)
@as_of_option
@format_option("text", "json")
@fail_on_option
@output_option
@register_option
@config_option
@language_option
@style_options
def lint(
    file: Path | None,
    as_of: date | None,
    output_format: str | None,
    fail_on: str,
    output: Path | None,
    register: Path | None,
    config: Path | None,
    language: str,
) -> int:
    """Tell what a regulator would ask about the register.

    Exits with 1 when something at or above --fail-on was found.

    Example: pdscan register lint register.yaml --fail-on high
    """
    from pdscan.register import lint as check
    from pdscan.register.view import lint_as_json

    chosen = format_by_suffix(output_format, output, {".txt": "text", ".json": "json"}, "text")
    loaded, language = _load(file or register, config, language)
    results = check(loaded, as_of or date.today(), language)
    if chosen == "json":
        write_output(output, _json(lint_as_json(results)))
    else:
        from pdscan.cli import register_text

        write_output(output, register_text.lint(results, language, register_text.Look.of(output)))
    return int(reaches((result.severity for result in results), fail_on))


@command.command(name="show")
@click.argument("file", type=FILE, required=False)
@format_option("text", "json")
@output_option
@register_option
@config_option
@language_option
@style_options
def show(
    file: Path | None,
    output_format: str | None,
    output: Path | None,
    register: Path | None,
    config: Path | None,
    language: str,
) -> int:
    """Show what the register declares, service by service.

    Example: pdscan register show register.yaml
    """
    from pdscan.register.view import as_json

    chosen = format_by_suffix(output_format, output, {".txt": "text", ".json": "json"}, "text")
    loaded, language = _load(file or register, config, language)
    if chosen == "json":
        write_output(output, _json(as_json(loaded)))
    else:
        from pdscan.cli import register_text

        write_output(output, register_text.show(loaded, language, register_text.Look.of(output)))
    return 0


@command.command(name="diff")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@format_option("text", "json")
@output_option
@language_option
@style_options
def diff(old: Path, new: Path, output_format: str | None, output: Path | None, language: str) -> int:
    """Compare two registers: rows added, removed, and changed in which way.

    Example: pdscan register diff register.yaml new-statement.pdf
    """
    from pdscan.register import diff as compare
    from pdscan.register import load
    from pdscan.register.view import diff_as_json

    chosen = format_by_suffix(output_format, output, {".txt": "text", ".json": "json"}, "text")
    difference = compare(load(old), load(new))
    if chosen == "json":
        write_output(output, _json(diff_as_json(difference)))
    else:
        from pdscan.cli import register_text

        write_output(output, register_text.diff(difference, language, register_text.Look.of(output)))
    return 0


@command.command(name="schema")
@output_option
@style_options
def schema(output: Path | None) -> int:
    """Write the JSON Schema by which editors complete and check a register.

    Example: pdscan register schema --output register.schema.json
    """
    from pdscan.register import schema as written

    write_output(output, written.text())
    return 0


def _load(file: Path | None, config: Path | None, language: str) -> tuple[Register, str]:
    """The register that is named, else that of the config, else `register.yaml` here; and the language to use."""
    from pdscan import settings
    from pdscan.errors import UsageError
    from pdscan.register import load

    if file is None:
        loaded = settings.load(settings.find(config))
        file, language = loaded.register_file or DEFAULT, configured_language(language, loaded.lang)
        if not file.exists():
            raise UsageError(
                "there is no register here; give FILE or --register, or make one: "
                f"pdscan register import STATEMENT --output {DEFAULT}"
            )
    return load(file), language


def _summarise(register: Register, language: str) -> None:
    from pdscan.cli import register_text

    click.echo(register_text.summary(register, language), err=True)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
