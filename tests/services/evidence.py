"""What a server holds and what it was asked, looked at as its owner: a scan must have changed the one by nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.services import mariadb, postgresql

HARMLESS = re.compile(
    r"(?:SELECT|WITH RECURSIVE (?:base|piece)|SHOW|SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
    r"|SET SESSION TRANSACTION READ ONLY"
    r"|SET (?:SESSION |LOCAL )?(?:statement_timeout|lock_timeout|lock_wait_timeout|net_write_timeout"
    r"|max_statement_time|row_security|autocommit)\b|SET NAMES|SET TRANSACTION|BEGIN READ ONLY|BEGIN|COMMIT|ROLLBACK"
    r"|COPY \(SELECT .*\) TO STDOUT|SAVEPOINT|RELEASE|DECLARE \"\w+\" CURSOR FOR SELECT|FETCH FORWARD|CLOSE)",
    re.IGNORECASE | re.DOTALL,
)
"""All that a scan may say: nothing that writes, locks, or calls something that does."""

_POSTGRESQL_TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY 1"""


@contextmanager
def unchanged(contents: Callable[[], object]) -> Iterator[None]:
    """What `contents` gives must be the same afterwards."""
    before = contents()
    yield
    assert contents() == before


def of_postgresql(server: postgresql.Postgresql) -> Callable[[], dict[str, object]]:
    """Rows and checksum of every table, and what the system's own tables count of writing."""
    import psycopg

    def contents() -> dict[str, object]:
        with psycopg.connect(server.url(postgresql.OWNER), autocommit=True) as connection:
            connection.execute("SELECT pg_stat_force_next_flush()")
            tables = [name for (name,) in connection.execute(_POSTGRESQL_TABLES)]
            found: dict[str, object] = {}
            for name in tables:
                asked = f"SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY t::text)) FROM ONLY {name} t"
                found[name] = connection.execute(asked.replace("%", "%%"), ()).fetchone()
            found["written"] = connection.execute(
                "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del), count(*) FROM pg_stat_user_tables"
            ).fetchone()
            found["objects"] = connection.execute("SELECT count(*), max(oid::int) FROM pg_class").fetchone()
            return found

    return contents


def of_mariadb(server: mariadb.Mariadb) -> Callable[[], dict[str, object]]:
    """Checksum and number of rows of every table."""
    import pymysql

    def contents() -> dict[str, object]:
        with pymysql.connect(host="127.0.0.1", port=server.port, user=mariadb.OWNER) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT concat('`', table_schema, '`.`', replace(table_name, '`', '``'), '`')"
                " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                " AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')"
            )
            found: dict[str, object] = {}
            for (name,) in cursor.fetchall():
                cursor.execute(f"CHECKSUM TABLE {name} EXTENDED")
                checksum = cursor.fetchone()
                cursor.execute(f"SELECT count(*) FROM {name}")
                found[name] = checksum, cursor.fetchone()
            return found

    return contents


def said_to_postgresql(server: postgresql.Postgresql, since: int, user: str) -> list[str]:
    """The statements that an account sent since the log had a certain size."""
    text = server.log.read_bytes()[since:].decode()
    lines = re.split(r"^(?=\w* \d+ [A-Z]+: )", text, flags=re.MULTILINE)
    statement = re.compile(rf"{user} \d+ LOG:  (?:statement|execute [^:]*): (.*)", re.DOTALL)
    return [found[1].strip() for line in lines if (found := statement.match(line))]


def said_to_mariadb(server: mariadb.Mariadb, since: int) -> list[str]:
    """The statements that were sent since the log had a certain size."""
    text = server.log.read_bytes()[since:].decode()
    entries = re.split(r"^(?:\d{6} [ \d:]{8})?\t+ *\d+ (?=[A-Z])", text, flags=re.MULTILINE)
    return [each.removeprefix("Query").strip() for each in entries if each.startswith(("Query", "Execute", "Prepare"))]
