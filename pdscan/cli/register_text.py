"""A register, its lint and its changes as text for people."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pdscan.cli.style import colored
from pdscan.register import Change, Difference, Entry, LintResult, Register, Unclear
from pdscan.register.rules import why_in_words
from pdscan.vocabulary import ground_title, title

PLAIN_WIDTH = 120
"""Columns of text that doesn't go to a terminal."""

NARROWEST = 60
"""Columns below which a table can't be read."""

SEVERITY_STYLES = {"high": "bold red", "medium": "yellow", "low": "cyan"}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "undated": "zonder datum",
        "row": "regel",
        "rows": "regels",
        "services": "diensten",
        "data": "gegevens",
        "ground": "grond",
        "controller": "verantwoordelijke",
        "processor": "verwerker",
        "unclear": "Niet begrepen",
        "line": "regel {line}",
        "page": "bladzijde {page}, regel {line}",
        "cookies": "Cookies",
        "asked": "Gevraagd buiten de tabel",
        "undetermined": "niet uit te rekenen",
        "after": "{length} na het einde van de dienst",
        "added": "toegevoegd",
        "removed": "vervallen",
        "changed": "gewijzigd",
        "dated": "datum",
        "none": "geen verschil",
        "clean": "niets gevonden",
        "high": "hoog",
        "medium": "midden",
        "low": "laag",
        "statement": "verklaring",
        "service": "dienst",
        "categories": "categorieën",
        "retention": "bewaartermijn",
        "responsible": "verantwoordelijke",
    },
    "en": {
        "undated": "undated",
        "row": "row",
        "rows": "rows",
        "services": "services",
        "data": "data",
        "ground": "ground",
        "controller": "controller",
        "processor": "processor",
        "unclear": "Not understood",
        "line": "line {line}",
        "page": "page {page}, line {line}",
        "cookies": "Cookies",
        "asked": "Asked for outside the table",
        "undetermined": "can’t be computed",
        "after": "{length} after the end of the service",
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "dated": "date",
        "none": "no difference",
        "clean": "nothing found",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "statement": "statement",
        "service": "service",
        "categories": "categories",
        "retention": "retention",
        "responsible": "responsible",
    },
}


@dataclass(frozen=True, slots=True)
class Look:
    """How wide text may be, in columns, and whether it may be coloured."""

    width: int = PLAIN_WIDTH
    color: bool = False

    @classmethod
    def of(cls, output: Path | None) -> Look:
        """As wide as the terminal, and in colour, where the text goes to one."""
        if output is not None:
            return cls()
        return cls(shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns, colored(sys.stdout))


def show(register: Register, language: str, look: Look = Look()) -> str:
    """The whole register as a table by service, with what was not understood below it."""
    words = _WORDS[language]
    statement = register.statement
    day = statement.dated.isoformat() if statement.dated else words["undated"]
    parts: list[RenderableType] = [
        Text(
            " · ".join(filter(None, (statement.source, statement.organisation, day, _counts(register, words)))),
            style="bold",
        ),
        *_entries(register.entries, language),
    ]
    if register.cookies:
        cookies = [(cookie.name, cookie.placed_by, cookie.purpose) for cookie in register.cookies]
        parts += ["", Text(words["cookies"], style="bold"), _plain_table(cookies)]
    if register.asked:
        asked = [(each.text, title(each.category, language)) for each in register.asked]
        parts += ["", Text(words["asked"], style="bold"), _plain_table(asked)]
    if register.unclear:
        parts += ["", Text(words["unclear"], style="bold"), *map(Text, _unclear(register.unclear, language))]
    return _render(parts, look)


def summary(register: Register, language: str) -> str:
    """How many rows an import gave, and what was not understood."""
    words = _WORDS[language]
    lines = [f"{register.statement.source}: {_counts(register, words)}"]
    if register.unclear:
        lines += [f"{words['unclear']}:", *_unclear(register.unclear, language)]
    return "\n".join(lines)


def _counts(register: Register, words: Mapping[str, str]) -> str:
    rows, services = len(register.entries), len(register.services)
    row = words["row" if rows == 1 else "rows"]
    service = words["service" if services == 1 else "services"]
    return f"{rows} {row}, {services} {service}"


def _unclear(unclear: Iterable[Unclear], language: str) -> Iterator[str]:
    """One line for each thing that was not understood, with where it stands."""
    for item in unclear:
        said = f"“{_one_line(item.text)}”: " if item.text else ""
        yield f"  {_place(item, language)}{said}{why_in_words(item.why, language)}"


def lint(results: Iterable[LintResult], language: str, look: Look = Look()) -> str:
    """The results of lint, the gravest first."""
    words = _WORDS[language]
    order = list(SEVERITY_STYLES)
    parts: list[RenderableType] = []
    for result in sorted(results, key=lambda result: order.index(result.severity)):
        where = result.entry or words["statement"]
        if result.line is not None:
            where += f" ({words['line'].format(line=result.line)})"
        head = Text(words[result.severity].ljust(8), style=SEVERITY_STYLES[result.severity])
        parts += [Text.assemble(head, f"{result.rule}: {where}"), Padding(Text(result.message), (0, 0, 1, 8))]
    return _render(parts, look).rstrip("\n") + "\n" if parts else words["clean"] + "\n"


def diff(difference: Difference, language: str, look: Look = Look()) -> str:
    """What changed, row by row."""
    words = _WORDS[language]
    if not difference:
        return words["none"] + "\n"
    lines: list[Text] = []
    if difference.dated:
        before, after = (day or words["undated"] for day in difference.dated)
        lines.append(Text(f"~ {words['dated']}: {before} → {after}", style="yellow"))
    for sign, style, entries in (("+", "green", difference.added), ("-", "red", difference.removed)):
        kind = words["added" if sign == "+" else "removed"]
        lines += [Text(f"{sign} {kind}: {entry.id}: {_one_line(entry.data)}", style=style) for entry in entries]
    for change in difference.changed:
        lines += _change(change, words)
    return _render(lines, look)


def _change(change: Change, words: Mapping[str, str]) -> Iterator[Text]:
    was = f" ({change.old.id})" if change.old.id != change.new.id else ""
    yield Text(f"~ {words['changed']}: {change.new.id}{was}: {_one_line(change.new.data)}", style="yellow")
    for field in change.fields:
        before, after = (_field(entry, field) for entry in (change.old, change.new))
        yield Text(f"    {words[field]}: {before} → {after}")


def _field(entry: Entry, field: str) -> str:
    value = getattr(entry, field)
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    if isinstance(value, str):
        return _one_line(value)
    known = [getattr(value, name, None) for name in ("kind", "role", "length")]
    return " ".join([*filter(None, known), f"“{_one_line(value.text)}”"])


def _entries(entries: Iterable[Entry], language: str) -> Iterator[RenderableType]:
    """The rows, service by service, in columns of the same width throughout."""
    words = _WORDS[language]
    for service, rows in groupby(entries, key=lambda entry: entry.service):
        yield ""
        yield Text(service, style="bold")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=True)
        table.add_column(ratio=2, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        table.add_column(min_width=max(len(words[role]) for role in ("controller", "processor")))
        table.add_column(ratio=1, overflow="fold")
        for entry in rows:
            table.add_row(*_row(entry, language))
        yield Padding(table, (0, 0, 0, 2))


def _row(entry: Entry, language: str) -> Iterator[RenderableType]:
    words = _WORDS[language]
    categories = ", ".join(title(category, language) for category in entry.categories)
    yield Text(_one_line(entry.data)).append(f"\n{entry.id} → {categories or '?'}", style="dim")
    yield _retention(entry, words)
    role = entry.responsible.role
    yield Text(words[role] if role else "?", style="" if role else "yellow")
    kind = entry.ground.kind
    yield Text(ground_title(kind, language) if kind else "?", style="" if kind else "yellow")


def _retention(entry: Entry, words: Mapping[str, str]) -> Text:
    kept = entry.retention
    text = Text(_one_line(kept.text))
    if kept.kind == "undetermined":
        verdict = f" ({words['undetermined']})" if kept.text else words["undetermined"]
        return text.append(verdict, style="yellow")
    length = words["after"].format(length=kept.length) if kept.kind == "end_of_service" else kept.length
    return text.append(f" ({length})", style="dim") if kept.length else text


def _plain_table(rows: Iterable[Sequence[str]]) -> Padding:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(_one_line(cell)) for cell in row))
    return Padding(table, (0, 0, 0, 2))


def _place(item: Unclear, language: str) -> str:
    if item.line is None:
        return ""
    words = _WORDS[language]
    if item.page is not None:
        return words["page"].format(page=item.page, line=item.line) + ": "
    return words["line"].format(line=item.line) + ": "


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _render(parts: Iterable[RenderableType], look: Look) -> str:
    """Text of that look, without spaces at line ends."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(look.width, NARROWEST),
        force_terminal=look.color,
        no_color=not look.color,
        color_system="standard" if look.color else None,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for part in parts:
        console.print(part)
    lines = out.getvalue().split("\n")
    return "\n".join(line if look.color else click.unstyle(line).rstrip() for line in lines)
