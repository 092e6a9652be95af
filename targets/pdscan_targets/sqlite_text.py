"""Text in SQLite that isn't UTF-8, though SQLite says it is.

SQLite keeps whatever bytes a program gave it as text; Python refuses those that are not UTF-8.  They are
then read as Windows-1252, in which such text was nearly always written.
"""

from __future__ import annotations

import sqlite3

from pdscan_targets.sql_connect import Database


def is_bad_text(error: Exception) -> bool:
    """Whether a query ended because of text that is not UTF-8."""
    original = getattr(error, "orig", None) or error
    return isinstance(original, sqlite3.Error) and "Could not decode" in str(original)


def forgiving(database: Database) -> bool:
    """Let the database's connection read any text from now on; false when it did already, or isn't SQLite."""
    connection = database.connection().connection.dbapi_connection
    if not isinstance(connection, sqlite3.Connection) or connection.text_factory is decoded:
        return False
    connection.text_factory = decoded
    return True


def decoded(data: bytes) -> str:
    r"""The text that the bytes are.

    >>> decoded(b"caf\xc3\xa9"), decoded(b"caf\xe9"), decoded(b"\x81")
    ('café', 'café', '�')
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
