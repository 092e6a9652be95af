"""What is said to PostgreSQL, MySQL and MariaDB, without a server: settings, queries, catalogues, rights, errors."""

from __future__ import annotations

import importlib.util
import sqlite3
import types
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from pdscan.errors import ConnectionLostError, CredentialError, PluginError, TargetError, UsageError
from pdscan.protocols import TargetOptions
from pdscan_targets import sql_connect
from pdscan_targets.sql import Sql
from pdscan_targets.sql_access import access
from pdscan_targets.sql_cell_stream import cell_stream
from pdscan_targets.sql_columns import Column, Shape, shape
from pdscan_targets.sql_connect import Database, make_read_only, schemes
from pdscan_targets.sql_errors import problem_of
from pdscan_targets.sql_select import Query
from pdscan_targets.sql_tables import Table, tables

Options = Callable[..., TargetOptions]
SECRET = "hunter2-111222333"


class DriverError(Exception):
    """An error as psycopg (`sqlstate`), psycopg2 (`pgcode`) or PyMySQL (a number first) raise it."""

    def __init__(self, *args: object, **codes: str) -> None:
        super().__init__(*args)
        self.__dict__.update(codes)


class OperationalError(DriverError):
    """What drivers raise when the server can't be reached."""


class FakeCursor:
    """Notes what is executed, and answers the question for the version."""

    def __init__(self, said: list[str], version: str) -> None:
        self._said, self._version = said, version

    def execute(self, statement: str) -> None:
        self._said.append(statement)

    def fetchone(self) -> tuple[str]:
        return (self._version,)

    def close(self) -> None:
        self._said.append("close cursor")


class FakeConnection:
    """A driver's connection."""

    def __init__(self, version: str = "") -> None:
        self.said: list[str] = []
        self._version = version

    def cursor(self) -> FakeCursor:
        return FakeCursor(self.said, self._version)

    def commit(self) -> None:
        self.said.append("commit")


class FakeCatalogue:
    """A SQLAlchemy connection that answers each query with the rows for the first word found in it."""

    def __init__(
        self, dialect: str, answers: dict[str, Sequence[tuple[object, ...]]], database: str | None = None
    ) -> None:
        self.dialect = types.SimpleNamespace(name=dialect)
        self.engine = types.SimpleNamespace(url=types.SimpleNamespace(database=database))
        self.asked: list[str] = []
        self._answers = answers

    def exec_driver_sql(self, statement: str) -> Any:
        self.asked.append(statement)
        rows = next(rows for word, rows in self._answers.items() if word in statement)
        return Answer(rows)


class Answer(list[Any]):
    """Rows, with what SQLAlchemy's results can do besides."""

    def scalar(self) -> object:
        return self[0][0]


def test_postgresql_is_told_not_to_write() -> None:
    connection = FakeConnection()
    make_read_only(cast(Any, connection), "postgresql")
    assert connection.said == [
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET statement_timeout = '300s'",
        "SET lock_timeout = '10s'",
        "SET row_security = off",
        "close cursor",
        "commit",
    ]


@pytest.mark.parametrize(
    ("backend", "version", "limit"),
    [
        ("mysql", "8.4.0", "SET SESSION max_execution_time = 3600000"),
        ("mysql", "10.11.19-MariaDB-1", "SET SESSION max_statement_time = 3600"),
        ("mariadb", "11.4.2-MariaDB", "SET SESSION max_statement_time = 3600"),
    ],
)
def test_mysql_and_mariadb_are_told_not_to_write(backend: str, version: str, limit: str) -> None:
    connection = FakeConnection(version)
    make_read_only(cast(Any, connection), backend)
    assert connection.said == [
        "SET SESSION TRANSACTION READ ONLY",
        "SET SESSION lock_wait_timeout = 10",
        "SET SESSION net_write_timeout = 3600",
        "SELECT VERSION()",
        limit,
        "close cursor",
        "commit",
    ]


def test_other_databases_are_told_nothing() -> None:
    connection = FakeConnection()
    make_read_only(cast(Any, connection), "oracle")
    assert connection.said == ["close cursor"]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[sa.URL, dict[str, Any]]]:
    """The engines that were asked for, none of them real; every driver seems to be installed."""
    asked: list[tuple[sa.URL, dict[str, Any]]] = []

    def create_engine(url: sa.URL, **options: Any) -> Any:
        asked.append((url, options))
        return sa.create_mock_engine("sqlite://", lambda *_: None)

    monkeypatch.setattr(sa, "create_engine", create_engine)
    monkeypatch.setattr(sa.event, "listen", lambda *_: None)
    monkeypatch.setattr(sql_connect, "find_spec", lambda name: name)
    return asked


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://scan@db/crm", "postgresql+psycopg"),
        ("postgresql://scan@db/crm", "postgresql+psycopg"),
        ("postgres+psycopg2://scan@db/crm", "postgresql+psycopg2"),
        ("mysql://scan@db/crm", "mysql+pymysql"),
        ("mariadb://scan@db/crm", "mariadb+pymysql"),
        ("mysql+mysqldb://scan@db/crm", "mysql+mysqldb"),
        ("oracle://scan@db/crm", "oracle+oracledb"),
        ("mssql://scan@db/crm", "mssql+pymssql"),
    ],
)
def test_the_driver_is_the_one_that_is_installed(url: str, driver: str, made: list[Any]) -> None:
    Database(url, lambda: None)
    assert made[0][0].drivername == driver


def test_the_second_driver_is_taken_where_the_first_is_missing(
    made: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_connect, "find_spec", lambda name: name if name == "psycopg2" else None)
    Database("postgresql://scan@db/crm", lambda: None)
    assert made[0][0].drivername == "postgresql+psycopg2"


def test_the_password_goes_into_the_url_and_is_not_shown(made: list[Any]) -> None:
    database = Database("postgresql://scan@db:5433/crm?sslmode=require", lambda: SECRET)
    url, options = made[0]
    assert url.password == SECRET
    assert url.query == {"sslmode": "require"}
    assert options["hide_parameters"] is True
    assert options["execution_options"] == {"postgresql_readonly": True}
    assert options["connect_args"] == {"connect_timeout": 10, "application_name": "pdscan"}
    assert SECRET not in repr(database.url)
    assert str(database.failure(OperationalError(SECRET))) == (
        "postgresql+psycopg://scan:***@db:5433/crm: unreachable; the connection can't be made, or broke"
    )


def test_nobody_is_asked_for_a_password_that_is_known_or_not_needed(made: list[Any], tmp_path: Any) -> None:
    def asked() -> str:
        raise AssertionError("asked")

    Database(f"mysql://scan:{SECRET}@db/crm", asked)
    Database(f"sqlite:///{tmp_path}/a.db", asked)
    assert made[0][0].password == SECRET


def test_a_missing_driver_is_told_with_its_package(monkeypatch: pytest.MonkeyPatch, options: Options) -> None:
    monkeypatch.setattr(sql_connect, "find_spec", lambda _: None)
    for url, words in {
        "postgresql://db/crm": r"needs the package psycopg\[binary\]; get it with: pip install 'pdscan\[postgresql\]'$",
        "mariadb://db/crm": r"needs the package pymysql; get it with: pip install 'pdscan\[mysql\]'$",
        "oracle://db/crm": r"needs the package oracledb; get it with: pip install 'pdscan\[oracle\]'$",
        "mssql://db/crm": r"needs the package pymssql; get it with: pip install 'pdscan\[mssql\]'$",
        "db2://db/crm": r"needs the package ibm_db_sa; get it with: pip install 'ibm_db_sa'$",
        "snowflake://user@account/db": r"needs the package snowflake-sqlalchemy; get it with: pip install 'snowflake-",
        "oracle+nosuchdriver://db/crm": r"^SQLAlchemy knows no “oracle\+nosuchdriver”; install the package",
    }.items():
        with pytest.raises(PluginError, match=words):
            Sql(url, options())
    if importlib.util.find_spec("pyodbc") is None:
        with pytest.raises(PluginError, match="needs the package pyodbc; get it with: pip install 'pyodbc'"):
            Sql("mssql+pyodbc://db/crm", options())


@pytest.mark.parametrize("url", [f"postgresql:{SECRET}", f"//scan:{SECRET}@db", f"mysql://scan:{SECRET}@db:port/x"])
def test_a_url_that_is_none_is_not_repeated(url: str, options: Options) -> None:
    with pytest.raises(UsageError, match=r"^this is no database URL; write one as in postgresql://") as raised:
        Sql(url, options())
    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__


def test_schemes_that_other_packages_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [types.SimpleNamespace(name=name) for name in ("druid", "snowflake.connector", "sqlite.own")]
    monkeypatch.setattr(sql_connect, "entry_points", lambda group: points)
    assert schemes()[-1:] == ("druid",)
    assert {"snowflake", "oracle", "mssql", "db2"} <= set(schemes())
    assert schemes().count("sqlite") == 1


def compiled(statement: Any, dialect: Any) -> str:
    return " ".join(str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).split())


def query(dialect: str, *columns: str, keys: Sequence[str] = (), **table: Any) -> Query:
    columns_of = tuple(Column(*each.split(":")) for each in columns)
    return Query(dialect, Table("public", "stuk", **table), Shape(columns_of, tuple(keys)))


def test_postgresql_writes_its_types_as_text_itself() -> None:
    asked = query("postgresql", "id:number", "datum:date", "naam:text", "foto:binary", "j:other", keys=["id"])
    assert not asked.pages
    assert compiled(asked.rows(), postgresql.dialect()) == (
        "SELECT CAST(public.stuk.id AS TEXT) AS id, CAST(public.stuk.datum AS TEXT) AS datum, public.stuk.naam,"
        " CASE WHEN (octet_length(public.stuk.foto) <= 1048576) THEN public.stuk.foto END AS anon_1,"
        " CAST(public.stuk.j AS TEXT) AS j, public.stuk.id AS id_1, octet_length(public.stuk.foto) AS octet_length_1"
        " FROM public.stuk"
    )


def test_a_table_that_others_inherit_from_is_read_without_them() -> None:
    asked = query("postgresql", "naam:text", has_children=True)
    assert compiled(asked.rows(), postgresql.dialect()) == "SELECT public.stuk.naam FROM ONLY public.stuk"
    assert compiled(asked.count(), postgresql.dialect()) == "SELECT count(*) AS count_1 FROM ONLY public.stuk"


def test_mysql_is_read_by_pages_of_its_key() -> None:
    asked = query("mysql", "id:number", "na%am:text", keys=["id"])
    assert asked.pages
    dialect = mysql.dialect(paramstyle="named")
    assert compiled(asked.page(None, 10), dialect) == (
        "SELECT public.stuk.id, public.stuk.`na%am`, public.stuk.id AS id__1 FROM public.stuk"
        " ORDER BY public.stuk.id LIMIT 10"
    )
    assert "WHERE public.stuk.id > 7 ORDER BY public.stuk.id" in compiled(asked.page(7, 10), dialect)


def test_mysql_without_a_single_key_is_read_as_it_comes() -> None:
    for keys in ((), ("id", "naam")):
        asked = query("mariadb", "id:number", "naam:text", "foto:binary", keys=keys)
        assert (asked.key, asked.pages, asked.sized) == (None, False, [])


def test_other_databases_get_no_special_functions() -> None:
    asked = query("oracle", "id:number", "foto:binary", keys=["id"])
    assert (asked.pages, asked.sized) == (False, [])


def test_more_columns_than_a_query_may_have_are_not_measured() -> None:
    asked = query("sqlite", *(f"c{number}:binary" for number in range(801)), row_id=True)
    assert asked.sized == []
    asked = query("sqlite", *(f"c{number}:binary" for number in range(799)), row_id=True)
    assert len(asked.sized) == 799


def test_large_cells_are_read_in_pieces_by_a_connection_of_their_own() -> None:
    asked = query("postgresql", "id:number", "foto:binary", keys=["id"])
    database = FakeDatabase(b"0123456789" * 300_000)
    stream = cell_stream(cast(Any, database), Table("public", "stuk"), asked, 1, "foto", 7, 3_000_000)
    assert stream.read(3) == b"012"
    assert stream.seek(2_999_995) == 2_999_995
    assert stream.read() == b"56789"
    stream.close()
    assert database.said == [(0, 1 << 20), (2_999_995, 5), "closed"]
    assert database.statement.startswith("SELECT substr(public.stuk.foto, ")
    assert database.statement.endswith("WHERE public.stuk.id = 7")


def test_a_cell_that_cannot_be_reached_any_more() -> None:
    asked = query("postgresql", "id:number", "foto:binary", keys=["id"])
    database = FakeDatabase(b"", error=DriverError(SECRET, sqlstate="42P01"))
    stream = cell_stream(cast(Any, database), Table("public", "stuk"), asked, 1, "foto", 7, 10)
    with pytest.raises(TargetError, match=r"^db: vanished$"):
        stream.read()
    gone = cell_stream(cast(Any, FakeDatabase(b"")), Table("public", "stuk"), asked, 1, "foto", 7, 10)
    with pytest.raises(TargetError, match="went away"):
        gone.read()


class FakeDatabase:
    """A database on a server, with one cell in it."""

    dialect = "postgresql"
    errors = (DriverError,)

    def __init__(self, cell: bytes, error: Exception | None = None) -> None:
        self._cell, self._error = cell, error
        self.said: list[object] = []
        self.statement = ""

    def connect(self) -> FakeDatabase:
        return self

    def execute(self, statement: Any) -> Answer:
        if self._error:
            raise self._error
        self.statement = compiled(statement, postgresql.dialect())
        offset, size = (int(each) for each in self.statement.split("foto, ")[1].split(")")[0].split(", "))
        self.said.append((offset - 1, size))
        return Answer([(self._cell[offset - 1 : offset - 1 + size],)])

    def close(self) -> None:
        self.said.append("closed")

    def failure(self, error: Exception) -> TargetError:
        return TargetError(f"db: {problem_of(error).reason}")


def test_the_catalogue_of_postgresql() -> None:
    catalogue = FakeCatalogue(
        "postgresql",
        {
            "pg_class": [
                ("audit", "log", "p", -1.0, 0, True, False),
                ("public", "customers", "r", 1200.0, 8192, True, False),
                ("public", "geheim", b"r", 5.0, 8192, False, True),
                ("public", "kpi", "m", 5.0, 8192, True, False),
                ("public", "v.1", "v", -1.0, 0, True, False),
                ("public", "x", "f", -1.0, 0, True, False),
            ]
        },
    )
    found = list(tables(cast(Any, catalogue)))
    assert [(each.unit, each.kind, each.rows, each.size, each.readable) for each in found] == [
        ("audit.log", "table", None, None, True),
        ("public.customers", "table", 1200, 8192, True),
        ("public.geheim", "table", 5, 8192, False),
        ("public.kpi", "materialized view", 5, 8192, True),
        ('public."v.1"', "view", None, None, True),
        ("public.x", "foreign table", None, None, True),
    ]
    assert [each.has_children for each in found] == [False, False, True, False, False, False]
    assert "NOT c.relispartition" in catalogue.asked[0]


def test_the_catalogue_of_mysql() -> None:
    rows = [
        ("crm", "klant", "BASE TABLE", 12, 16384),
        ("crm", "v", "VIEW", None, None),
        ("web", "log", "SYSTEM VERSIONED", 3, 16384),
    ]
    catalogue = FakeCatalogue("mariadb", {"information_schema": rows}, database="crm")
    assert [(each.unit, each.kind, each.rows) for each in tables(cast(Any, catalogue))] == [
        ("crm.klant", "table", 12),
        ("crm.v", "view", None),
    ]
    catalogue = FakeCatalogue("mysql", {"information_schema": rows})
    assert [each.unit for each in tables(cast(Any, catalogue))] == ["crm.klant", "crm.v", "web.log"]


def test_any_other_catalogue_is_asked_through_sqlalchemy(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE b (x)")
        connection.exec_driver_sql("CREATE TABLE a (x)")
        connection.exec_driver_sql("CREATE VIEW c AS SELECT x FROM a")
        connection.exec_driver_sql("ATTACH ':memory:' AS sys")
        connection.exec_driver_sql("CREATE TABLE sys.own (x)")
        monkeypatch.setattr(engine.dialect, "name", "other")
        found = list(tables(connection))
    assert [(each.unit, each.kind) for each in found] == [("main.a", "table"), ("main.b", "table"), ("main.c", "view")]


class FakeAccess:
    """A database that answers questions about rights."""

    def __init__(self, dialect: str, answers: dict[str, Sequence[tuple[object, ...]]]) -> None:
        self.dialect = dialect
        self.url = types.SimpleNamespace(username="scan")
        self._catalogue = FakeCatalogue(dialect, answers)

    def connection(self) -> FakeCatalogue:
        return self._catalogue


@pytest.mark.parametrize(
    ("dialect", "answers", "identity", "could_write"),
    [
        ("postgresql", {"SELECT current_user": [("scan",)], "has_table_privilege": [(False,)]}, "scan", False),
        ("postgresql", {"SELECT current_user": [("owner",)], "has_table_privilege": [(True,)]}, "owner", True),
        (
            "mysql",
            {"CURRENT_USER": [("scan@%",)], "SHOW GRANTS": [("GRANT SELECT ON `crm`.* TO `scan`@`%`",)]},
            "scan@%",
            False,
        ),
        (
            "mariadb",
            {"CURRENT_USER": [("root@%",)], "SHOW GRANTS": [("GRANT ALL PRIVILEGES ON *.* TO `root`@`%`",)]},
            "root@%",
            True,
        ),
    ],
)
def test_rights(dialect: str, answers: dict[str, Any], identity: str, could_write: bool) -> None:
    known = [Table("a", "b"), Table("a", "c", readable=False)]
    found = access(cast(Any, FakeAccess(dialect, answers)), known, ["a binding"])
    assert (found.identity, found.readable, found.could_write) == (identity, 1, could_write)
    assert found.problems == ("a binding", "1 of 2 tables may not be read")


def test_rights_that_cannot_be_told_are_feared() -> None:
    found = access(cast(Any, FakeAccess("oracle", {})), [], [])
    assert (found.identity, found.could_write) == ("scan", True)
    assert found.problems[0].startswith("can't tell on oracle whether this account could write")


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (DriverError(SECRET, sqlstate="42501"), "no permission", ""),
        (DriverError(SECRET, sqlstate="28P01"), "no permission", "the user name or password was refused"),
        (DriverError(SECRET, sqlstate="3D000"), "unreachable", "the server has no such database"),
        (DriverError(SECRET, sqlstate="57014"), "time limit", "the query took too long"),
        (DriverError(SECRET, sqlstate="57P01"), "unreachable", "the connection can't be made, or broke"),
        (DriverError(SECRET, pgcode="55P03"), "refused", "locked by another program"),
        (DriverError(SECRET, sqlstate="42P01"), "vanished", ""),
        (
            DriverError(SECRET, sqlstate="22021"),
            "wrong encoding",
            "a value is not in the encoding that the server says",
        ),
        (DriverError(SECRET, sqlstate="XX001"), "damaged", "pages of it are broken"),
        (DriverError(SECRET, sqlstate="22012"), "refused", "SQLSTATE 22012"),
        (DriverError(1045, SECRET), "no permission", "the user name or password was refused"),
        (DriverError(1142, SECRET), "no permission", ""),
        (DriverError(1142, SECRET, sqlstate="42000"), "no permission", ""),
        (DriverError(1146, SECRET), "vanished", ""),
        (DriverError(2003, SECRET), "unreachable", "the connection can't be made, or broke"),
        (DriverError(1969, SECRET), "time limit", "the query took too long"),
        (DriverError(1292, SECRET), "refused", "error 1292"),
        (OperationalError(SECRET), "unreachable", "the connection can't be made, or broke"),
        (OperationalError(), "unreachable", "the connection can't be made, or broke"),
        (DriverError(SECRET), "refused", "DriverError"),
        (sqlite3.OperationalError(SECRET), "refused", "OperationalError"),
    ],
)
def test_errors_in_our_own_words(error: Exception, reason: str, detail: str) -> None:
    wrapped = sa.exc.DBAPIError("SELECT ?", {"x": SECRET}, error)
    for each in (error, wrapped):
        problem = problem_of(each)
        assert (problem.reason, problem.detail) == (reason, detail)


def test_refused_names_and_passwords_are_the_users_to_supply(made: list[Any]) -> None:
    database = Database("mysql://scan@db/crm", lambda: SECRET)
    error = database.failure(DriverError(1045, SECRET))
    assert isinstance(error, CredentialError)
    assert SECRET not in str(error)
    assert type(database.failure(DriverError(2003, SECRET))) is ConnectionLostError
    assert type(database.failure(DriverError(1040, SECRET))) is TargetError


def test_kinds_of_columns() -> None:
    engine = sa.create_engine("sqlite://")
    metadata = sa.MetaData()
    kinds: Iterable[Any] = (sa.Integer, sa.Numeric, sa.Date, sa.DateTime, sa.Text, sa.LargeBinary, sa.JSON, sa.Time)
    sa.Table("t", metadata, *(sa.Column(f"c{number}", kind) for number, kind in enumerate(kinds)))
    with engine.connect() as connection:
        metadata.create_all(connection)
        found = shape(connection, Table(None, "t"))
    assert [column.kind for column in found.columns] == [
        "number",
        "number",
        "date",
        "date",
        "text",
        "binary",
        "other",
        "other",
    ]
    assert (found.index("C3"), found.index("nee")) == (3, None)
    assert Shape((Column("a", "text"), Column("A", "text"))).index("A") == 1
