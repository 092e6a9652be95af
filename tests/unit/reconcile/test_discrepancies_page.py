"""The page for data protection officers tells of every kind, and the numbers in it are the program's own."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pdscan.model import Kind
from pdscan.reconcile import ends_on, oldest_allowed
from pdscan.reconcile.severity import MANY, SOON

PAGE = (Path(__file__).parents[3] / "docs" / "discrepancies.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_explained_with_an_example_and_what_to_do(kind: Kind) -> None:
    section = PAGE.split(f"\n### {kind}\n")[1].split("\n## ")[0].split("\n### ")[0]
    assert "*Example.*" in section
    assert "*What to do.*" in section or "| what to do |" in section
    assert f"| [{kind}](#{kind}) |" in PAGE


def test_no_other_kinds_are_explained() -> None:
    assert re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE) == [str(kind) for kind in Kind]


def test_the_numbers_of_the_page() -> None:
    assert f"{MANY:,} values" in PAGE
    assert f"{SOON} days too long" in PAGE
    assert oldest_allowed(date(2026, 11, 23), "P6M") == date(2026, 5, 23)
    assert (date(2026, 11, 23) - ends_on(date(2025, 11, 30), "P6M")).days == 177
