"""What databases mean by their errors: a reason for a skip, in our own words.

The text of a driver's error is never passed on: it may hold a value from a row, or a password.  Only codes are
looked at: SQLite's names, SQLSTATE (PostgreSQL), error numbers (MySQL and MariaDB).  While it connects, PostgreSQL's
library gives no code; then its English words are looked at, and still not passed on.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SqlProblem:
    """A reason of `pdscan.model.SKIP_REASONS`, and a detail.

    `login`: name or password were refused.  `lost`: the server went away, and may come back.
    """

    reason: str
    detail: str
    login: bool = False
    lost: bool = False


_LOCKED = SqlProblem("refused", "locked by another program")
_DAMAGED = SqlProblem("damaged", "pages of it are broken")
_FORBIDDEN = SqlProblem("no permission", "")
_TOO_SLOW = SqlProblem("time limit", "the query took too long")
_GONE = SqlProblem("vanished", "")
_LOGIN = SqlProblem("no permission", "the user name or password was refused", login=True)
_NO_DATABASE = SqlProblem("unreachable", "the server has no such database")
_DOWN = SqlProblem("unreachable", "the connection can't be made, or broke", lost=True)
_TLS = SqlProblem(
    "unreachable",
    "no TLS with a certificate that can be verified; name its authority in the URL (?sslrootcert=FILE, for MySQL "
    "?ssl_ca=FILE), or say that you go without (?sslmode=disable, for MySQL ?ssl_disabled=true)",
)
_NO_MEMORY = SqlProblem("too large", "needs more memory than there is")
_BROKEN_VIEW = SqlProblem("refused", "the view can't be evaluated")
_ENCODING = SqlProblem("wrong encoding", "a value is not in the encoding that the server says")

_SQLITE = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": SqlProblem("damaged", "not an SQLite database, or an encrypted one"),
    "SQLITE_READONLY": SqlProblem("refused", "an unfinished write must be rolled back first, by the program it is of"),
    "SQLITE_CANTOPEN": SqlProblem("no permission", "the database, or the log beside it, can't be opened"),
    "SQLITE_IOERR": SqlProblem("damaged", "input/output error"),
    "SQLITE_INTERRUPT": _TOO_SLOW,
    "SQLITE_TOOBIG": _NO_MEMORY,
    "SQLITE_NOMEM": _NO_MEMORY,
    "SQLITE_ERROR": _BROKEN_VIEW,
}

_SQLSTATE = {
    "42501": _FORBIDDEN,
    "28": _LOGIN,
    "3D000": _NO_DATABASE,
    "57014": _TOO_SLOW,
    "55P03": _LOCKED,
    "40P01": _LOCKED,
    "42P01": _GONE,
    "08": _DOWN,
    "57P": _DOWN,
    "53": SqlProblem("refused", "the server is short of memory, disk or connections"),
    "XX": _DAMAGED,
    "22021": _ENCODING,
    "22P05": _ENCODING,
}

_MYSQL = {
    1044: _LOGIN,
    1045: _LOGIN,
    1698: _LOGIN,
    1049: _NO_DATABASE,
    1142: _FORBIDDEN,
    1143: _FORBIDDEN,
    1227: _FORBIDDEN,
    1345: _FORBIDDEN,
    1356: _BROKEN_VIEW,
    1040: SqlProblem("refused", "the server has too many connections"),
    1146: _GONE,
    1205: _LOCKED,
    1213: _LOCKED,
    1317: _TOO_SLOW,
    1969: _TOO_SLOW,
    3024: _TOO_SLOW,
    1034: _DAMAGED,
    1035: _DAMAGED,
    1194: _DAMAGED,
    0: _DOWN,
    1053: _DOWN,
    1927: _DOWN,
    2002: _DOWN,
    2003: _DOWN,
    2005: _DOWN,
    2006: _DOWN,
    2013: _DOWN,
    2026: _TLS,
}

_UNREACHED = 2003

_CONNECTING = {
    "SSL": _TLS,
    "root certificate": _TLS,
    "server certificate": _TLS,
    "authentication failed": _LOGIN,
    "no password supplied": _LOGIN,
    "pg_hba.conf": _LOGIN,
    "FATAL:  role ": _LOGIN,
    "FATAL:  database ": _NO_DATABASE,
    "too many clients": _SQLSTATE["53"],
}


def problem_of(error: BaseException) -> SqlProblem:
    """What a driver's error, or SQLAlchemy's around it, means.

    >>> problem_of(UnicodeDecodeError("utf-8", b"?", 0, 1, "…")).reason
    'wrong encoding'
    """
    original = getattr(error, "orig", None) or error
    if isinstance(original, UnicodeDecodeError):
        return _ENCODING
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original)
    # PyMySQL gives an SQLSTATE besides, which says less than its number.
    number = original.args[0] if original.args else None
    if isinstance(number, int):
        if number == _UNREACHED and "SSL" in str(original):
            return _TLS
        return _MYSQL.get(number, SqlProblem("refused", f"error {number}"))
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    if isinstance(state, str):
        known = next((_SQLSTATE[state[:size]] for size in (5, 3, 2) if state[:size] in _SQLSTATE), None)
        return known or SqlProblem("refused", f"SQLSTATE {state}")
    name = type(original).__name__
    if name == "NoSuchTableError":
        return _GONE
    if name not in ("OperationalError", "InterfaceError"):
        return SqlProblem("refused", name)
    return next((problem for words, problem in _CONNECTING.items() if words in str(original)), _DOWN)


def _of_sqlite(error: sqlite3.Error) -> SqlProblem:
    text = str(error)
    if "Could not decode" in text:
        return _ENCODING
    if "no such module" in text:
        return SqlProblem("needs a package", "a virtual table of a kind that this SQLite doesn't have")
    if "malformed database schema" in text:
        return _DAMAGED
    name = getattr(error, "sqlite_errorname", "")
    primary = "_".join(name.split("_")[:2])
    return _SQLITE.get(primary, SqlProblem("refused", name or type(error).__name__))
