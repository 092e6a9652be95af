"""What an account may do in a database: found out by asking, never by trying."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pdscan.protocols import Access
from pdscan_targets.folder import user
from pdscan_targets.sql_connect import Database
from pdscan_targets.sql_tables import Table

if TYPE_CHECKING:
    from sqlalchemy import Connection

_POSTGRESQL_WRITES = """
    SELECT EXISTS (
        SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
          AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))"""

_MYSQL_WRITES = frozenset(
    {"ALL PRIVILEGES", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "TRIGGER", "FILE", "SUPER"}
)


def access(database: Database, tables: Iterable[Table], problems: Iterable[str]) -> Access:
    """Who we are, how many tables we may read, and whether we could write to one.

    :raises sqlalchemy.exc.SQLAlchemyError: when the database doesn't say.
    """
    known = list(tables)
    readable = sum(table.readable for table in known)
    told = list(problems)
    if readable < len(known):
        told.append(f"{len(known) - readable} of {len(known)} tables may not be read")
    connection = database.connection()
    match database.dialect:
        case "sqlite":
            identity, could_write = user(), database.could_write()
        case "postgresql":
            identity = str(connection.exec_driver_sql("SELECT current_user").scalar())
            could_write = bool(connection.exec_driver_sql(_POSTGRESQL_WRITES).scalar())
        case "mysql" | "mariadb":
            identity = str(connection.exec_driver_sql("SELECT CURRENT_USER()").scalar())
            could_write = may_write(_grants(connection))
        case dialect:
            identity, could_write = database.url.username or "", True
            told.append(
                f"can't tell on {dialect} whether this account could write; give it the right to read, no other"
            )
    return Access(identity, readable, could_write, tuple(told))


def may_write(grants: Iterable[str]) -> bool:
    """Whether the answer to MySQL's `SHOW GRANTS` lets the account change anything.

    >>> may_write(["GRANT SELECT, SHOW VIEW ON `crm`.* TO `scan`@`%`"])
    False
    >>> may_write(["GRANT USAGE ON *.* TO `scan`@`%`", "GRANT SELECT, INSERT (`a`) ON `crm`.`t` TO `scan`@`%`"])
    True
    """
    for grant in grants:
        found = re.match(r"GRANT (.*?) ON ", grant)
        privileges = re.sub(r"\([^)]*\)", "", found.group(1)) if found else ""
        if _MYSQL_WRITES & {each.strip() for each in privileges.split(",")}:
            return True
    return False


def _grants(connection: Connection) -> list[str]:
    return [str(row[0]) for row in connection.exec_driver_sql("SHOW GRANTS")]
