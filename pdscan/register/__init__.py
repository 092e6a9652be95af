"""The declared register: its model, importers, lint and diff."""

from __future__ import annotations

from pathlib import Path

from pdscan.register.comparing import Change, Difference, diff, keep_ids
from pdscan.register.model import (
    Asked,
    Cookie,
    Entry,
    Ground,
    LintResult,
    Mapped,
    Register,
    Responsible,
    Retention,
    Source,
    Statement,
    Unclear,
)
from pdscan.register.reading import load
from pdscan.register.rules import lint
from pdscan.register.writing import dump


def import_statement(path: Path, organisation: str | None = None) -> Register:
    """Read a privacy statement or a spreadsheet: text, HTML, DOCX, PDF, CSV, XLSX.

    :param organisation: whose statement it is, where it doesn't tell.
    :raises RegisterError: when it can't be read, or holds no table that names data and its retention,
        responsible party or legal ground.
    """
    from pdscan.register.statement.importer import import_statement as read

    return read(path, organisation)


__all__ = [
    "Asked",
    "Change",
    "Cookie",
    "Difference",
    "Entry",
    "Ground",
    "LintResult",
    "Mapped",
    "Register",
    "Responsible",
    "Retention",
    "Source",
    "Statement",
    "Unclear",
    "diff",
    "dump",
    "import_statement",
    "keep_ids",
    "lint",
    "load",
]
