"""A database URL → a connection that can't write.

The URL is one of SQLAlchemy's (https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls); without a driver
in it the one that is installed is taken.  The password goes into the connection and nowhere else.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from pdscan.errors import ConnectionLostError, CredentialError, PluginError, TargetError, UsageError
from pdscan_targets.sql_errors import problem_of
from pdscan_targets.sql_tls import verified
from pdscan_targets.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

CONNECT_SECONDS = 10
LOCK_SECONDS = 10
STATEMENT_SECONDS = 300
STREAM_SECONDS = 3600
"""How long a query on MySQL may take whose rows arrive as fast as they are looked at."""

_BUILT_IN = ("sqlite", "postgres")

_READ_ONLY = {
    "postgresql": (
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        f"SET statement_timeout = '{STATEMENT_SECONDS}s'",
        f"SET lock_timeout = '{LOCK_SECONDS}s'",
        # Policies that hide rows would make a table look cleaner than it is: rather an error.
        "SET row_security = off",
    ),
    "mysql": (
        "SET SESSION TRANSACTION READ ONLY",
        f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}",
        f"SET SESSION net_write_timeout = {STREAM_SECONDS}",
    ),
}


def schemes() -> tuple[str, ...]:
    """The dialects that SQLAlchemy brings, those that packages here add to it, and those that others would add."""
    known = (*_BUILT_IN, *packages())
    others = {point.name.split(".")[0] for point in entry_points(group="sqlalchemy.dialects")}
    return (*known, *sorted(others - set(known)))


@cache
def packages() -> Mapping[str, Mapping[str, Any]]:
    """By scheme the packages that must be installed for it."""
    import yaml

    text = files("pdscan_targets").joinpath("sql_packages.yaml").read_text("utf-8")
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return found


class Database:
    """A database, connected to when first needed.

    :param password: asked when the URL has none, and the database is on a server.
    :raises pdscan.errors.UsageError: when the URL can't be understood.
    :raises pdscan.errors.PluginError: when a driver is missing.
    """

    def __init__(self, url: str, password: Callable[[], str | None]) -> None:
        self.url = _url(url)
        self.dialect = self.url.get_backend_name()
        self._path = _sqlite_path(self.url) if self.dialect == "sqlite" else None
        self._file: SqliteFile | None = None
        self._connection: Connection | None = None
        if self._path is None and self.url.password is None and (secret := password()) is not None:
            self.url = self.url.set(password=secret)
        self.engine = _engine(self.url, self.dialect, self._open_file)

    def connection(self) -> Connection:
        """The connection, made now if there is none.

        :raises pdscan.errors.CredentialError: when name or password are refused.
        :raises pdscan.errors.TargetError: when the server can't be reached, or the file can't be opened.
        """
        if self._connection is None or self._connection.closed:
            self._connection = self.connect()
        self.hurry()
        return self._connection

    def connect(self) -> Connection:
        """One more connection, for what is read while something else is.

        :raises pdscan.errors.TargetError: as `connection` does.
        """
        try:
            return self.engine.connect()
        except self.errors as error:
            raise self.failure(error) from None

    def hurry(self) -> None:
        """What is asked next of an SQLite file may take its time anew; servers count by themselves."""
        if self._file is not None:
            self._file.hurry()

    def change(self) -> str | None:
        """What happened to an SQLite file while it was read without a lock, None when nothing did."""
        return None if self._file is None else self._file.change()

    def could_write(self) -> bool:
        """Whether this user may write to the SQLite file."""
        return self._file is not None and self._file.could_write()

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What reading from this database can raise."""
        from sqlalchemy.exc import SQLAlchemyError

        driver: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        return (SQLAlchemyError, driver, UnicodeDecodeError)

    def failure(self, error: Exception) -> TargetError:
        """The error for the user, when the database as a whole can't be read."""
        problem = problem_of(error)
        where = self.url.set(query={}).render_as_string(hide_password=True)
        kind = CredentialError if problem.login else ConnectionLostError if problem.lost else TargetError
        return kind(f"{where}: {problem.reason}" + (f"; {problem.detail}" if problem.detail else ""))

    def rest(self) -> None:
        """End the transaction, so that nothing on the server waits for us."""
        if self._connection is not None and not self._connection.closed:
            try:
                self._connection.rollback()
            except self.errors:
                self._connection.invalidate()
                self._connection.close()

    def close(self) -> None:
        """Let go of connections and files."""
        if self._connection is not None:
            self.rest()
            self._connection.close()
        self.engine.dispose()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open_file(self) -> DBAPIConnection:
        """A connection to the SQLite file, which is opened now if it isn't open."""
        if self._file is None:
            self._file = SqliteFile(self._path or "")
        return cast("DBAPIConnection", self._file.connect())


def _url(text: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError("this is no database URL; write one as in postgresql://user@host/database") from None
    if url.drivername == "postgres" or url.drivername.startswith("postgres+"):
        url = url.set(drivername="postgresql" + url.drivername.removeprefix("postgres"))
    drivers = packages().get(url.drivername, {}).get("drivers")
    if drivers is None:
        return url
    driver = next((each for each in drivers if find_spec(each)), None)
    if driver is None:
        raise _missing(url.drivername)
    return url.set(drivername=f"{url.drivername}+{driver}")


def _missing(backend: str, driver: str | None = None) -> PluginError:
    """What to install for a backend; the driver that was asked for, where it isn't the usual one."""
    known = packages().get(backend, {})
    package, extra = known.get("package", driver), known.get("extra")
    if driver is not None and driver not in known.get("drivers", ())[:1]:
        package, extra = driver, None
    how = f"pip install 'pdscan[{extra}]'" if extra else f"pip install '{package}'"
    return PluginError(f"reading {backend} databases needs the package {package}; get it with: {how}")


def _sqlite_path(url: URL) -> str:
    path = (url.database or "").removeprefix("file:").split("?")[0]
    if path in ("", ":memory:"):
        raise UsageError("an SQLite target needs a file, as in sqlite:///customers.db (or sqlite:////srv/customers.db)")
    return path


def _engine(url: URL, backend: str, open_file: Callable[[], DBAPIConnection]) -> Engine:
    import sqlalchemy
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    if backend == "sqlite":
        return sqlalchemy.create_engine("sqlite://", creator=open_file, **options)
    if backend == "postgresql":
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS, "application_name": "pdscan"} | verified(url)
        options["execution_options"] = {"postgresql_readonly": True}
    elif backend in ("mysql", "mariadb"):
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS} | verified(url)
    try:
        engine = sqlalchemy.create_engine(url, **options)
    except NoSuchModuleError:
        if url.drivername in packages():
            raise _missing(url.drivername) from None
        raise PluginError(f"SQLAlchemy knows no “{url.drivername}”; install the package that brings it") from None
    except ImportError as error:
        raise _missing(backend, error.name or url.get_driver_name()) from None
    sqlalchemy.event.listen(engine, "connect", lambda connection, _: make_read_only(connection, backend))
    return engine


def make_read_only(connection: DBAPIConnection, backend: str) -> None:
    """Tell the server that this session will not write, nor wait for ever."""
    statements = _READ_ONLY.get("mysql" if backend == "mariadb" else backend, ())
    cursor = connection.cursor()
    try:
        for statement in statements:
            cursor.execute(statement)
        if backend in ("mysql", "mariadb"):
            cursor.execute("SELECT VERSION()")
            cursor.execute(_time_limit(str(cursor.fetchone())))
    finally:
        cursor.close()
    if statements:
        connection.commit()


def _time_limit(version: str) -> str:
    """MariaDB counts seconds for any statement, MySQL milliseconds for queries.

    >>> _time_limit("('10.11.19-MariaDB',)"), _time_limit("('8.4.0',)")
    ('SET SESSION max_statement_time = 3600', 'SET SESSION max_execution_time = 3600000')
    """
    if "mariadb" in version.lower():
        return f"SET SESSION max_statement_time = {STREAM_SECONDS}"
    return f"SET SESSION max_execution_time = {STREAM_SECONDS * 1000}"


def quietly() -> warnings.catch_warnings[Any]:
    """A context in which SQLAlchemy's warnings about column types that it doesn't know are not shown."""
    return warnings.catch_warnings(action="ignore")
