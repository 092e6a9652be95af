"""Real servers with planted data, each started once, when a test first asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services import dovecot, mail, mariadb, openssh, planting, postgresql, samba, shares, webdav


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
def sftp_share() -> Iterator[shares.Served]:
    """OpenSSH, which serves planted files read-only."""
    with openssh.openssh() as server:
        root = server.place / "files"
        shares.plant(root)
        yield shares.Served(root, server.daemon, lambda path: server.url(root / path), server.login, ())


@pytest.fixture(scope="session")
def smb_share() -> Iterator[shares.Served]:
    """Samba, which serves planted files read-only."""
    with samba.samba() as server:
        root = server.place / "files"
        shares.plant(root)
        options = {"password": lambda: samba.PASSWORD}
        yield shares.Served(root, server.daemon, server.url, options, (samba.PASSWORD,))


@pytest.fixture(scope="session")
def mail_server() -> Iterator[dovecot.Dovecot]:
    """Dovecot, with mail in folders of all kinds."""
    with dovecot.dovecot(mail.folders()) as server:
        yield server


@pytest.fixture(scope="session")
def webdav_share() -> Iterator[shares.Served]:
    """WsgiDAV, which serves planted files read-only."""
    with webdav.webdav() as server:
        root = server.place / "files"
        shares.plant(root)
        options = {"password": lambda: webdav.PASSWORD, "ca": server.ca}
        yield shares.Served(root, server.daemon, server.url, options, (webdav.PASSWORD,))
