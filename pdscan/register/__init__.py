"""The declared register: its model, importers, lint and diff."""

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

__all__ = [
    "Asked",
    "Cookie",
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
]
