"""The tables of a store that is opened are those of the code, whoever opens it first."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from pdscan.errors import StoreError
from pdscan.store import Store
from pdscan.store.migrations import SCHEMA, VERSION_TABLE
from pdscan.store.tables import Table


def script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", "pdscan.store:migrations")
    return ScriptDirectory.from_config(config)


def test_the_code_works_with_the_newest_revision() -> None:
    assert script().get_heads() == [SCHEMA]


def test_the_changes_make_the_tables() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for each in reversed(list(script().walk_revisions())):
            module = import_module(f"pdscan.store.migrations.versions.{Path(each.path).stem}")
            assert (module.revision, module.down_revision) == (each.revision, each.down_revision)
            with Operations.context(MigrationContext.configure(connection)):
                module.upgrade()
        assert set(inspect(connection).get_table_names()) == set(Table.metadata.tables)


def test_the_tables_are_those_of_the_code(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Table.metadata) == []


def test_opening_twice_changes_nothing(url: str, tmp_path: Path) -> None:
    contents = []
    for _ in range(2):
        Store.open(url).close()
        contents.append((tmp_path / "pdscan.db").read_bytes())
    assert contents[0] == contents[1]


def test_a_store_of_a_newer_version(url: str, tmp_path: Path) -> None:
    Store.open(url).close()
    with closing(sqlite3.connect(tmp_path / "pdscan.db")) as connection, connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '0999'")
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert str(caught.value) == (
        f"store {url} was made by a newer pdscan (schema 0999, this one knows {SCHEMA}); "
        "install that version or a newer one"
    )


def test_a_store_of_the_first_version_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        with Operations.context(context):
            import_module("pdscan.store.migrations.versions.v0001_first_tables").upgrade()
        context.stamp(script(), "0001")
        connection.exec_driver_sql("INSERT INTO properties (name, value) VALUES ('key_id', 'abcdef01')")
    engine.dispose()
    with Store.open(url) as store:
        assert store.key_id == "abcdef01"
        assert inspect(store._engine).has_table("items")
    with closing(sqlite3.connect(tmp_path / "pdscan.db")) as connection:
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [(SCHEMA,)]


def test_a_failed_change_leaves_the_store_as_it_was(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stamp(self: MigrationContext, scripts: ScriptDirectory, revision: str) -> None:
        raise sqlite3.OperationalError("made up")

    with monkeypatch.context() as patched:
        patched.setattr(MigrationContext, "stamp", stamp)
        with pytest.raises(StoreError, match="OperationalError"):
            Store.open(url)
    with closing(sqlite3.connect(tmp_path / "pdscan.db")) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    Store.open(url).close()


def test_threads_that_open_it_first_at_the_same_time(url: str) -> None:
    def open_it(_: int) -> str | None:
        with Store.open(url) as store:
            return store.key_id

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_it, range(4))) == [None] * 4


def test_processes_that_open_it_first_at_the_same_time(url: str) -> None:
    code = "import sys; from pdscan.store import Store; Store.open(sys.argv[1]).close(); print('opened')"
    running = [
        subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [each.communicate() for each in running] == [("opened\n", "")] * 4
