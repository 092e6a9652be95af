"""Stores for tests: SQLite, and PostgreSQL too where `PDSCAN_TEST_POSTGRESQL` is the URL of an empty database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from pdscan.store import Store

POSTGRESQL = os.environ.get("PDSCAN_TEST_POSTGRESQL")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a SQLite store that does not exist yet."""
    return f"sqlite:///{tmp_path / 'pdscan.db'}"


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def store(request: pytest.FixtureRequest, url: str) -> Iterator[Store]:
    """A new store."""
    if request.param == "sqlite":
        with Store.open(url) as opened:
            yield opened
    else:
        yield from postgresql_store()


def postgresql_store() -> Iterator[Store]:
    """A new store in a schema of its own."""
    assert POSTGRESQL is not None
    schema = f"test_{secrets.token_hex(4)}"
    engine = sqlalchemy.create_engine(POSTGRESQL)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    try:
        with Store.open(f"{POSTGRESQL}?options=-csearch_path%3D{schema}") as opened:
            yield opened
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        engine.dispose()
