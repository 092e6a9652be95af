"""A scan leaves a database server as it was: by the server's own account of what it holds and of what it was told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql
import pytest
from sqlalchemy.exc import DBAPIError

from pdscan.errors import TargetError
from pdscan.protocols import TargetOptions
from pdscan_targets import sql_connect, sql_tls
from pdscan_targets.sql import Sql
from pdscan_targets.sql_connect import Database
from tests.canaries import CANARIES, assert_no_canary
from tests.services import evidence, mariadb, postgresql
from tests.services.scanning import scan, skipped

PDSCAN = str(Path(sys.executable).with_name("pdscan"))


@dataclass(frozen=True, slots=True)
class Service:
    """One of the servers, and what its owner can tell of it."""

    url: Callable[..., str]
    owner: str
    contents: Callable[[], dict[str, object]]
    log: Path
    said: Callable[[int], list[str]]
    locked: Callable[[], AbstractContextManager[None]]
    write: Callable[[str], object]


@pytest.fixture(params=["postgresql", "mariadb"])
def service(request: pytest.FixtureRequest) -> Service:
    server = request.getfixturevalue(f"{request.param}_server")
    if request.param == "postgresql":
        return Service(
            server.url, postgresql.OWNER, evidence.of_postgresql(server), server.log,
            lambda since: evidence.said_to_postgresql(server, since, postgresql.SCANNER),
            lambda: _postgresql_lock(server), server.write,
        )  # fmt: skip
    return Service(
        server.url, mariadb.OWNER, evidence.of_mariadb(server), server.log,
        lambda since: evidence.said_to_mariadb(server, since),
        lambda: _mariadb_lock(server), server.write,
    )  # fmt: skip


@contextmanager
def _postgresql_lock(server: postgresql.Postgresql) -> Iterator[None]:
    with psycopg.connect(server.url(postgresql.OWNER)) as connection:
        connection.execute("LOCK TABLE crm.customer")
        yield


@contextmanager
def _mariadb_lock(server: mariadb.Mariadb) -> Iterator[None]:
    with pymysql.connect(host="127.0.0.1", port=server.port, user=mariadb.OWNER) as connection:
        connection.cursor().execute("LOCK TABLES crm.customer WRITE")
        yield


def test_nothing_changes_and_nothing_else_is_said(service: Service) -> None:
    with evidence.unchanged(service.contents):
        since = service.log.stat().st_size
        scan(service.url())
        said = service.said(since)
    assert len(said) > 50
    assert [each for each in said if not evidence.HARMLESS.match(each)] == []


def test_the_evidence_would_show_a_write(service: Service) -> None:
    """A check that can't fail proves nothing."""
    before = service.contents()
    service.write("INSERT INTO crm.nothing VALUES ('1')")
    assert service.contents() != before
    service.write("DELETE FROM crm.nothing")
    assert not evidence.HARMLESS.match("INSERT INTO crm.nothing VALUES ('1')")


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO crm.nothing VALUES ('1')", "DELETE FROM crm.customer", "CREATE TABLE crm.more (x int)"],
)
def test_not_even_the_owner_can_write_by_our_connection(service: Service, statement: str) -> None:
    database = Database(service.url(service.owner), lambda: None)
    with pytest.raises(DBAPIError, match=r"(?i)read.only transaction"):
        database.connection().exec_driver_sql(statement)
    database.close()


def test_who_could_write_is_warned(service: Service) -> None:
    for user, could_write in ((postgresql.SCANNER, False), (service.owner, True)):
        target = Sql(service.url(user), TargetOptions(system="s"))
        assert target.check().could_write is could_write
        target.close()


def test_a_locked_table_costs_itself(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """We wait no longer than was said, and those who hold the lock don't notice."""
    sooner = {
        name: tuple(each.replace("10", "1") if "lock" in each else each for each in said)
        for name, said in sql_connect._READ_ONLY.items()
    }
    monkeypatch.setattr(sql_connect, "_READ_ONLY", sooner)
    with service.locked():
        begun = time.monotonic()
        found = scan(service.url(), include=("crm.customer", "crm.profile"))
    assert time.monotonic() - begun < 8
    assert skipped(found.values()) == {"crm.customer": "refused"}
    assert found["crm.customer"].skipped[0].detail == "locked by another program"
    assert found["crm.profile"].rows == 2


def test_a_query_that_takes_too_long_is_ended(
    postgresql_server: postgresql.Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgresql_server.write("CREATE VIEW crm.slow AS SELECT 1 AS x, pg_sleep(60)::text AS y")
    postgresql_server.write("GRANT SELECT ON crm.slow TO scanner")
    monkeypatch.setattr("pdscan_targets.sql_copy.STREAM_SECONDS", 1)
    try:
        found = scan(postgresql_server.url(), include=("crm.slow",))
    finally:
        postgresql_server.write("DROP VIEW crm.slow")
    assert skipped(found.values()) == {"crm.slow": "time limit"}


def test_a_rate_is_kept_to(service: Service) -> None:
    """A second's worth at a time, not everything at once and then nothing for long."""
    begun = time.monotonic()
    found = scan(service.url(), include=("crm.visit",), max_rate=5)
    assert 1 < time.monotonic() - begun < 5
    assert found["crm.visit"].rows == 10


@pytest.mark.parametrize(("kind", "authority", "without"), [
    ("postgresql", "sslmode=verify-full&sslrootcert", "sslmode=disable"),
    ("mariadb", "ssl_ca", "ssl_disabled=true"),
])  # fmt: skip
def test_over_a_network_the_server_must_prove_who_it_is(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kind: str, authority: str, without: str
) -> None:
    """As if this machine were another one: its certificate is nobody's whom the system trusts."""
    server = request.getfixturevalue(f"{kind}_server")
    monkeypatch.setattr(sql_tls, "LOOPBACK", ())
    with pytest.raises(TargetError, match=r"no TLS with a certificate that can be verified; name its authority"):
        Sql(server.url(), TargetOptions(system="s")).check()
    for said in (f"{authority}={server.certificate}", without):
        target = Sql(f"{server.url()}?{said}", TargetOptions(system="s"))
        assert target.check().readable > 10
        target.close()


@pytest.mark.parametrize("password", [postgresql.PASSWORD, "Verkeerd-slot-881"])
def test_the_password_and_the_values_stay_where_they_are(service: Service, tmp_path: Path, password: str) -> None:
    """No list of processes, no word on the screen, no store shows them; not when the password is wrong, either."""
    target = service.url(password="").replace(":@", "@")
    (tmp_path / "pdscan.yaml").write_text(
        f"systems:\n  - name: crm\n    target: {target}\n    password: {{env: CRM_PASSWORD}}\n", "utf-8"
    )
    environment = os.environ | {"CRM_PASSWORD": password, "HOME": str(tmp_path / "home")}
    wanted = ("--entities", "bsn,email,iban,ip")
    command = [PDSCAN, "scan", "--system", "crm", "--format", "json", "--workers", "2", *wanted]
    lines: set[str] = set()
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        while running.poll() is None and time.sleep(0.05) is None:
            lines |= _command_lines()
        output, errors = running.communicate()
    assert (running.returncode, "no permission" in output + errors) == (3, True), errors
    assert any("scan" in line and "crm" in line for line in lines)
    values = (*CANARIES.values(), password)
    assert_no_canary(output, errors, *lines, tmp_path / "pdscan.db", planted=values)


def _command_lines() -> set[str]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.add(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return {line for line in found if "pytest" not in line}
