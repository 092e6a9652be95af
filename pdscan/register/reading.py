"""From a register's YAML file, or straight from a statement, to the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.errors import RegisterError
from pdscan.register.model import (
    Asked,
    Cookie,
    Entry,
    Ground,
    Mapped,
    Register,
    Responsible,
    Retention,
    Source,
    Statement,
    Unclear,
)
from pdscan.register.writing import cells_of_cookie, cells_of_entry

if TYPE_CHECKING:
    from pdscan.register.schema import CookiePart, EntryPart, RegisterFile, SourcePart
    from pdscan.strict_yaml import Document, Problem

SUFFIXES = (".yaml", ".yml", ".json")
"""Files that hold a register; all others hold a statement."""


def load(path: Path) -> Register:
    """The register in a file: YAML (or the JSON of `pdscan register show`), else a statement, imported as it is read.

    :raises RegisterError: with every problem, each with its line and the nearest right word.
    """
    if path.suffix.lower() not in SUFFIXES:
        from pdscan.register.statement.importer import import_statement

        return import_statement(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RegisterError(str(path), [f"can't be read: {error.strerror}; name another file"]) from error
    return parse(content, str(path))


def parse(content: bytes, name: str = "register.yaml") -> Register:
    r"""The register in a YAML text.

    :param name: the file's name, for the messages.

    >>> parse(b"entries:\n- {id: web-1, service: Web, retention: {kind: lenght}}\n")
    Traceback (most recent call last):
    ...
    pdscan.errors.RegisterError: register.yaml: line 2: unknown “kind” “lenght”; did you mean “length”?
    """
    from pydantic import ValidationError

    from pdscan import strict_yaml
    from pdscan.register.schema import PATTERNS, RegisterFile

    document = strict_yaml.parse(content)
    problems = document.problems
    file = None
    try:
        file = RegisterFile.model_validate(document.data if document.data is not None else {})
    except ValidationError as error:
        if document.data is not None or not problems:
            problems += strict_yaml.in_words(error, document, RegisterFile, PATTERNS)
    if file is not None:
        problems += _whole_file(file, document)
    if problems or file is None:
        raise RegisterError(name, [f"line {line}: {message}" for line, message in sorted(set(problems))])
    return _register(file)


def _whole_file(file: RegisterFile, document: Document) -> Iterator[Problem]:
    """What only the file as a whole can get wrong."""
    if not file.entries:
        yield document.line(("entries",)), "“entries” is empty: a register declares something"
    first: dict[str, int] = {}
    for position, entry in enumerate(file.entries):
        line = document.line(("entries", position, "id"))
        if entry.id in first:
            yield line, f"“{entry.id}” stands here twice, first on line {first[entry.id]}"
        first.setdefault(entry.id, line)


def _register(file: RegisterFile) -> Register:
    return Register(
        statement=Statement(**dict(file.statement)),
        entries=tuple(map(_entry, file.entries)),
        cookies=tuple(map(_cookie, file.cookies)),
        unclear=tuple(Unclear(**dict(each)) for each in file.unclear),
        asked=tuple(Asked(each.text, each.category, _source(each.source)) for each in file.asked),
    )


def _entry(part: EntryPart) -> Entry:
    entry = Entry(
        id=part.id,
        service=part.service,
        data=part.data,
        categories=part.categories,
        retention=Retention(**dict(part.retention)),
        responsible=Responsible(**dict(part.responsible)),
        ground=Ground(**dict(part.ground)),
        mapped=tuple(Mapped(**dict(each)) for each in part.mapped),
    )
    return replace(entry, source=_source(part.source, cells_of_entry(entry)))


def _cookie(part: CookiePart) -> Cookie:
    cookie = Cookie(part.name, part.placed_by, part.purpose)
    return replace(cookie, source=_source(part.source, cells_of_cookie(cookie)))


def _source(part: SourcePart, known: Mapping[str, str] = {}) -> Source:
    """The place; a row that comes from a statement gets back the cells that were left out as known."""
    return Source(part.line, {**(known if part.line is not None else {}), **part.cells}, part.page)
