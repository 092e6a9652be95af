"""What stands behind the keys of a Redis database, as rows of tables; only commands that read are used.

A table is made of the keys that begin alike.  What may be somebody's data in a key is no part of the table's name:

>>> family("klant:1207"), family("klant:jan@example.nl:mail"), family("0612345678"), family("settings")
('klant:*', 'klant:*:*', '*', 'settings')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MEMBERS = 1_000
"""So many members of one value make one row."""

SHORT = 4096
"""Longer strings may be whole files, and are decoded like them."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z_.-]{0,29}")


@dataclass(frozen=True, slots=True)
class Row:
    """A value, or some of its members; `value` is None where its kind can't be read, or we may not."""

    table: str
    key: str = field(repr=False)
    kind: str
    value: object = field(repr=False)
    refused: bool = False


def family(key: str) -> str:
    """What a key has in common with others of its kind."""
    first, *others = key.split(":")
    return ":".join([first if _WORD.fullmatch(first) else "*", *("*" for _ in others)])


def harmless(key: str) -> str | None:
    """The part of a key that tells it from its like, where it is a small number that identifies nobody.

    >>> harmless("klant:1207"), harmless("klant:286759457"), harmless("klant:jan")
    ('1207', None, None)
    """
    parts = key.split(":")[1:]
    return ":".join(parts) if parts and all(re.fullmatch(r"[0-9]{1,7}", part) for part in parts) else None


def rows(connection: Any, keys: Sequence[bytes]) -> Iterator[Row]:
    """The values behind some keys; those that are gone by now are left out.

    :raises redis.exceptions.RedisError: when the server refuses more than single values.
    """
    from redis.exceptions import NoPermissionError, ResponseError

    asked = connection.pipeline(transaction=False)
    for key in keys:
        asked.type(key)
    for key, said in zip(keys, asked.execute(raise_on_error=False), strict=True):
        name, kind = _text(key), "value" if isinstance(said, Exception) else _text(said)
        try:
            if isinstance(said, Exception):
                raise said
            for value in _READ.get(kind, _unknown)(connection, key):
                yield Row(family(name), name, kind, value)
        except NoPermissionError:
            yield Row(family(name), name, kind, None, refused=True)
        except ResponseError as error:
            # Another kind of value stands there by now, or nothing.
            if not str(error).startswith("WRONGTYPE"):
                raise


def _string(connection: Any, key: bytes) -> Iterator[object]:
    value: bytes | None = connection.get(key)
    if value is not None:
        yield value if len(value) > SHORT or b"\0" in value else _readable(value)


def _hash(connection: Any, key: bytes) -> Iterator[object]:
    for fields in _pieces(connection.hscan, key):
        yield {_text(name): _readable(value) for name, value in fields.items()}


def _set(connection: Any, key: bytes) -> Iterator[object]:
    for members in _pieces(connection.sscan, key):
        yield list(map(_readable, members))


def _sorted_set(connection: Any, key: bytes) -> Iterator[object]:
    for members in _pieces(connection.zscan, key):
        yield [_readable(member) for member, _ in members]


def _list(connection: Any, key: bytes) -> Iterator[object]:
    start = 0
    while members := connection.lrange(key, start, start + MEMBERS - 1):
        yield list(map(_readable, members))
        start += MEMBERS


def _stream(connection: Any, key: bytes) -> Iterator[object]:
    first: bytes = b"-"
    while entries := connection.xrange(key, min=first, count=MEMBERS):
        for _, fields in entries:
            yield {_text(name): _readable(value) for name, value in (fields or {}).items()}
        first = b"(" + entries[-1][0]


def _unknown(_connection: Any, _key: bytes) -> Iterator[object]:
    yield None


def _gone(_connection: Any, _key: bytes) -> Iterator[object]:
    return iter(())


def _pieces(scan: Callable[..., tuple[int, Any]], key: bytes) -> Iterator[Any]:
    cursor, begun = 0, False
    while cursor or not begun:
        begun = True
        cursor, found = scan(key, cursor, count=MEMBERS)
        if found:
            yield found


def _readable(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


_READ: Mapping[str, Callable[[Any, bytes], Iterator[object]]] = {
    "string": _string,
    "hash": _hash,
    "set": _set,
    "zset": _sorted_set,
    "list": _list,
    "stream": _stream,
    "none": _gone,
}
