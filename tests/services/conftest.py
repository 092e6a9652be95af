"""Real servers with planted data, each started once, when a test first asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services import dovecot, mail, mariadb, planting, postgresql


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Postgresql]:
    """PostgreSQL, which logs every statement."""
    with postgresql.postgresql(log_statement="all", log_line_prefix="%u %p ") as server:
        planting.on_postgresql(server)
        yield server


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[mariadb.Mariadb]:
    """MariaDB, which logs every statement."""
    with mariadb.mariadb() as server:
        planting.on_mariadb(server)
        yield server


@pytest.fixture(scope="session")
def mail_server() -> Iterator[dovecot.Dovecot]:
    """Dovecot, with mail in folders of all kinds."""
    with dovecot.dovecot(mail.folders()) as server:
        yield server
