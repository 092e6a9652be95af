r"""Values as text that every database keeps as it is.

JSON has neither days nor tuples, and no database takes the half characters (lone surrogates) that a file name which
is no UTF-8 turns into: both are written in a way that is undone when read.

>>> load(dump({"when": date(2026, 11, 24), "kinds": ("mobile", "fixed")}))
{'when': datetime.date(2026, 11, 24), 'kinds': ('mobile', 'fixed')}
>>> escaped("caf\udce9"), unescaped(escaped("caf\udce9")) == "caf\udce9"
('caf\\udce9', True)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from numbers import Integral, Real
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_UNSAFE = re.compile(r"[\\\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")


def dump(value: Any) -> str:
    """A value as JSON in ASCII.

    :raises TypeError: for anything but mappings, sequences, texts, numbers, days, times and None.
    """
    return json.dumps(_plain(value), separators=(",", ":"))


def load(text: str) -> Any:
    """The value that `dump` wrote."""
    return _original(json.loads(text))


def escaped(text: str) -> str:
    """A text without NUL and lone surrogates."""
    return _UNSAFE.sub(lambda found: "\\\\" if found.group() == "\\" else f"\\u{ord(found.group()):04x}", text)


def unescaped(text: str) -> str:
    """The text that `escaped` got."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", text)


class Name(TypeDecorator[str]):
    """A text column for names as systems give them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What the database gets."""
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """What was given to the database."""
        return None if value is None else unescaped(value)


class Json(TypeDecorator[Any]):
    """A text column for small structures."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """What the database gets."""
        return dump(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What was given to the database."""
        return None if value is None else load(value)


class Moment(TypeDecorator[datetime]):
    """A text column for times: ISO 8601 with the offset as it was given."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """What the database gets."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """What was given to the database."""
        return None if value is None else datetime.fromisoformat(value)


def _plain(value: Any) -> Any:
    """The value in what JSON has; what it hasn't becomes a mapping with one key that begins with `$`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Real):
        return int(value) if isinstance(value, Integral) else float(value)
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, tuple):
        return {"$tuple": [_plain(each) for each in value]}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    raise TypeError(f"a store keeps no {type(value).__name__}")


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {str(key): _plain(each) for key, each in value.items()}
    return {"$map": [[_plain(key), _plain(each)] for key, each in value.items()]}


def _original(value: Any) -> Any:
    if isinstance(value, list):
        return [_original(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = next(iter(value), "")
    if not kind.startswith("$"):
        return {key: _original(each) for key, each in value.items()}
    return _KINDS[kind](value[kind])


_KINDS: dict[str, Callable[[Any], Any]] = {
    "$time": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$tuple": lambda content: tuple(_original(each) for each in content),
    "$map": lambda content: {_original(key): _original(each) for key, each in content},
}
