"""How bad a discrepancy is: the whole table, and its edges."""

from __future__ import annotations

import pytest

from pdscan.model import Kind, Severity
from pdscan.reconcile.declared import grounds_required, sensitivity
from pdscan.reconcile.severity import severity

L, M, H = Severity.LOW, Severity.MEDIUM, Severity.HIGH

TABLE = [
    (Kind.UNDECLARED, 999, 0, (L, M, H)),
    (Kind.UNDECLARED, 1000, 0, (M, H, H)),
    (Kind.UNDECLARED_FOR_SERVICE, 999, 0, (L, M, H)),
    (Kind.UNDECLARED_FOR_SERVICE, 10**6, 0, (L, M, H)),
    (Kind.OVER_RETAINED, 1, 1, (L, L, M)),
    (Kind.OVER_RETAINED, 1, 31, (L, L, M)),
    (Kind.OVER_RETAINED, 1, 32, (L, M, H)),
    (Kind.OVER_RETAINED, 999, 365, (L, M, H)),
    (Kind.OVER_RETAINED, 999, 366, (M, H, H)),
    (Kind.OVER_RETAINED, 1000, 1, (L, M, H)),
    (Kind.OVER_RETAINED, 1000, 32, (M, H, H)),
    (Kind.OVER_RETAINED, 1000, 366, (H, H, H)),
    (Kind.RETENTION_UNKNOWN, 999, 0, (L, L, M)),
    (Kind.RETENTION_UNKNOWN, 1000, 0, (L, M, M)),
    (Kind.UNASSIGNED, 999, 0, (L, L, M)),
    (Kind.UNASSIGNED, 1000, 0, (L, M, M)),
    (Kind.CONFLICTING_ENTRIES, 10**6, 0, (L, L, M)),
    (Kind.UNLAWFUL_GROUND, 1, 0, (H, H, H)),
    (Kind.DECLARED_NOT_FOUND, 0, 0, (L, L, L)),
    (Kind.NOT_COVERED, 0, 0, (L, L, M)),
]


@pytest.mark.parametrize(("kind", "volume", "days", "expected"), TABLE, ids=str)
def test_severity(kind: Kind, volume: int, days: int, expected: tuple[Severity, ...]) -> None:
    assert tuple(severity(kind, each, volume=volume, days=days) for each in (L, M, H)) == expected


def test_every_kind_has_its_row() -> None:
    assert {kind for kind, *_ in TABLE} == set(Kind)


def test_the_most_sensitive_category_decides() -> None:
    assert sensitivity(["email", "bsn", "imei"]) is H
    assert sensitivity(["email", "imei"]) is M
    assert sensitivity(["email"]) is L
    assert sensitivity(["loyalty_points"]) is M
    assert sensitivity([]) is L


def test_only_some_categories_need_a_law() -> None:
    assert grounds_required("bsn") == ("legal_obligation",)
    assert grounds_required("email") == ()
    assert grounds_required("loyalty_points") == ()
