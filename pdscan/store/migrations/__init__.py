"""How the tables came to be what they are: one module in `versions` for each change, run when a store is opened.

Only one process at a time changes a store; the others wait and then find it done.
"""

from __future__ import annotations

import threading

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select

from pdscan.errors import StoreError

SCHEMA = "0003"
"""The newest revision, and the only one that the code works with."""
VERSION_TABLE = "pdscan_schema"
"""The table that tells a store from any other database."""

_ALONE = threading.Lock()
_ADVISORY_LOCK = 0x70647363616E


def bring_up_to_date(engine: Engine, name: str) -> None:
    """Make the tables, or change those of an older version.

    :param name: of the store, for messages.
    :raises StoreError: when the database belongs to something else, or to a newer version of pdscan.
    """
    with engine.connect() as connection:
        if _revision(connection) == SCHEMA:
            return
    with _ALONE, engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        current = _revision(connection)
        if current is None and inspect(connection).get_table_names():
            raise StoreError(
                f"{name} holds tables of something else, and is left alone; name an empty or new database with --store"
            )
        _upgrade(connection, current, name)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    table = Table(VERSION_TABLE, MetaData(), autoload_with=connection)
    found: str | None = connection.execute(select(table.c.version_num)).scalar()
    return found


def _upgrade(connection: Connection, current: str | None, name: str) -> None:
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "pdscan.store:migrations")
    script = ScriptDirectory.from_config(config)
    if current is not None and current not in {each.revision for each in script.walk_revisions()}:
        raise StoreError(
            f"{name} was made by a newer pdscan (schema {current}, this one knows {SCHEMA}); "
            "install that version or a newer one"
        )
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    for each in reversed(list(script.iterate_revisions("head", current or "base"))):
        with Operations.context(context):
            each.module.upgrade()
        context.stamp(script, each.revision)
