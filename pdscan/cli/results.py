"""What `pdscan detect` prints: one match a line, as text, JSON, NDJSON or CSV."""

from __future__ import annotations

import csv
import json
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import click

from pdscan.cli.options import reaches
from pdscan.cli.style import colored, quiet
from pdscan.detection.explain import explained
from pdscan.engine.look import Looked, Sighting
from pdscan.errors import UsageError
from pdscan.model import Skipped
from pdscan.privacy import mask
from pdscan.vocabulary import CATEGORIES, category_of

_COLUMNS = ("path", "line", "start", "end", "entity", "confidence", "mask", "reasons", "attributes")


class Results:
    """Writes matches as they come, and counts them.

    Values, where they are asked for, go to a terminal, a pipe, or a file that only its owner can read.
    """

    def __init__(
        self,
        name: str,
        output: Path | None,
        *,
        language: str,
        values: bool,
        explain: bool,
        category: Callable[[str, Mapping[str, Any]], str] = category_of,
    ) -> None:
        self._category = category
        self._format, self._output, self._language = name, output, language
        self._values, self._explain = values, explain
        self._out: TextIO = sys.stdout
        self._color = output is None and colored(sys.stdout)
        self._found: Counter[str] = Counter()
        self._severities: set[str] = set()
        self._skipped = 0
        self._first = True

    def __enter__(self) -> Results:
        """Open the output."""
        if self._output is not None:
            try:
                handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            except OSError as error:
                raise UsageError(f"{self._output} can't be written: {error.strerror}") from error
            self._out = os.fdopen(handle, "w", encoding="utf-8", newline="")
        elif self._values:
            _make_private(sys.stdout)
        if self._format == "json":
            self._out.write("[")
        elif self._format == "csv":
            columns = (*_COLUMNS, "value") if self._values else _COLUMNS
            csv.writer(self._out).writerow(columns)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the output: the file is there whole, or not at all."""
        if kind is None and self._format == "json":
            self._out.write("\n]\n" if not self._first else "]\n")
        if self._output is not None:
            self._out.close()
            if kind is None:
                self._partial.replace(self._output)
            else:
                self._partial.unlink(missing_ok=True)
        else:
            self._out.flush()
        if kind is None:
            self._summarise()

    @property
    def _partial(self) -> Path:
        assert self._output is not None
        return self._output.with_name(f".{self._output.name}.partial")

    def add(self, looked: Looked, min_confidence: float) -> None:
        """Write one match, unless it is less sure than asked; tell on standard error what could not be read."""
        if isinstance(looked, Skipped):
            self._skipped += 1
            detail = f": {looked.detail}" if looked.detail else ""
            click.echo(f"skipped {visible(looked.location.system)} ({looked.reason}{detail})", err=True)
            return
        near_miss = looked.match.confidence == 0
        if looked.match.confidence < min_confidence and not (self._explain and near_miss):
            return
        if not near_miss:
            category = CATEGORIES.get(self._category(looked.match.entity, looked.match.attributes))
            self._found[looked.match.entity] += 1
            self._severities.add(category.sensitivity.value if category else "medium")
        getattr(self, f"_write_{self._format}")(looked)

    def exit_code(self, fail_on: str) -> int:
        """0, 1 when something as severe as `fail_on` was found, 3 when something could not be read."""
        if self._skipped:
            return 3
        return int(reaches(self._severities, fail_on))

    def _record(self, looked: Sighting) -> dict[str, Any]:
        match = looked.match
        record: dict[str, Any] = {
            "entity": match.entity,
            "path": looked.path,
            "line": match.line,
            "start": match.column,
            "end": match.column_end,
            "confidence": round(match.confidence, 2),
            "mask": mask(match.text) if match.text else "",
            "reasons": list(match.reasons),
        }
        if looked.field is not None:
            record["field"] = looked.field
        if match.attributes:
            record["attributes"] = dict(match.attributes)
        if self._values:
            record["value"] = match.text
        if self._explain:
            record["explanation"] = explained(match, self._language)
        return record

    def _write_ndjson(self, looked: Sighting) -> None:
        self._out.write(json.dumps(self._record(looked), ensure_ascii=False) + "\n")

    def _write_json(self, looked: Sighting) -> None:
        self._out.write(("\n" if self._first else ",\n") + json.dumps(self._record(looked), ensure_ascii=False))
        self._first = False

    def _write_csv(self, looked: Sighting) -> None:
        record = self._record(looked)
        record["reasons"] = " ".join(record["reasons"])
        record["attributes"] = json.dumps(record.get("attributes", {}), ensure_ascii=False)
        columns = (*_COLUMNS, "value") if self._values else _COLUMNS
        csv.writer(self._out).writerow([_harmless(record[name]) for name in columns])

    def _write_text(self, looked: Sighting) -> None:
        match = looked.match
        spot = "" if match.line is None else f":{match.line}:{(match.column or 0) + 1}"
        place = visible(looked.path) + spot
        shown = (visible(match.text) if self._values else mask(match.text)) if match.text else "–"
        confidence = f"{match.confidence:.2f}" if match.confidence else "  – "
        entity = click.style(f"{match.entity:<18}", bold=bool(match.confidence), dim=not match.confidence)
        line = f"{place}  {entity}  {confidence}  {shown}  {'' if self._explain else ' '.join(match.reasons)}".rstrip()
        click.echo(line, file=self._out, color=self._color)
        if self._explain:
            click.echo(f"    {explained(match, self._language)}", file=self._out, color=self._color)

    def _summarise(self) -> None:
        if quiet() or self._format != "text":
            return
        total = sum(self._found.values())
        kinds = ", ".join(f"{count} {entity}" for entity, count in self._found.most_common())
        words = {"nl": ("gevonden", "niets gevonden", "niet gelezen"), "en": ("found", "nothing found", "not read")}
        found, nothing, unread = words[self._language]
        click.echo(f"{total} {found}: {kinds}" if total else nothing, err=True)
        if self._skipped:
            click.echo(f"{self._skipped} {unread}", err=True)


def _make_private(out: TextIO) -> None:
    """Values go nowhere that others can read: a file that standard output was sent to becomes its owner's alone."""
    try:
        number = out.fileno()
        if stat.S_ISREG(os.fstat(number).st_mode):
            os.fchmod(number, 0o600)
    except (OSError, ValueError) as error:
        raise UsageError("--show-values: standard output is a file that others may read; use --output") from error


def _harmless(value: object) -> object:
    """A spreadsheet must not take a cell for a formula.

    >>> _harmless("=1+1"), _harmless("bsn")
    ("'=1+1", 'bsn')
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def visible(text: str) -> str:
    r"""Text that a scanned system chose, safe for a terminal.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
