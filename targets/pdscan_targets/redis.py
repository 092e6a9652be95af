"""A Redis server: each database is a unit, and its keys are rows of tables, by what they begin with.

Keys that begin alike (`klant:1207`, `klant:1208`) make one table, `klant:*`: the value of a string, the fields of a
hash, the members of a list, set, sorted set or stream.  Only commands that read are sent; keys are walked with SCAN,
which holds up nobody.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pdscan.errors import ConnectionLostError, CredentialError, PluginError, TargetError, UsageError
from pdscan.model import Item, Location, Skipped, TableChunk, Unit
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.globs import Selection
from pdscan_targets.redis_values import Row, harmless, rows
from pdscan_targets.rows import from_columns
from pdscan_targets.sql_cells import sorted_out

if TYPE_CHECKING:
    from redis import Redis as Client

SECONDS = 10
PATIENCE = 60
KEYS = 500
"""Keys that are looked at together."""

_URL = re.compile(
    r"(rediss?)://(?:(?:[^:@/]*)(?::(?P<secret>[^@/]*))?@)?(?P<where>[^@/?]+)(?:/(?P<only>\d*))?(?:\?.*)?"
)
_MAY_WRITE = "can't tell whether this account could write; allow it MULTI and DISCARD, by which nothing is done"


class Redis:
    """The target for `redis://` and, with TLS, `rediss://`.

    :raises pdscan.errors.UsageError: when the URL can't be understood.
    :raises pdscan.errors.PluginError: when the package is missing.
    """

    schemes = ("redis", "rediss")

    def __init__(self, url: str, options: TargetOptions) -> None:
        found = _URL.fullmatch(url)
        if found is None:
            raise UsageError("this is no Redis URL; write one as in redis://user@host:6379/0")
        try:
            import redis
        except ImportError:
            how = "get it with: pip install 'pdscan[redis]'"
            raise PluginError(f"reading Redis needs the package redis; {how}") from None
        secret = None if found["secret"] is not None else options.password()
        more: dict[str, Any] = {} if secret is None else {"password": secret}
        more |= {"socket_timeout": PATIENCE, "socket_connect_timeout": SECONDS, "single_connection_client": True}
        server = _without_database(url)
        self._made: Callable[[int], Client] = lambda number: redis.Redis.from_url(server, db=number, **more)
        self._where, self._only = found["where"], found["only"]
        self._options = options
        self._selection = Selection(options.include, options.exclude)
        self._connected: dict[int, Client] = {}
        self._sampled: dict[str, int] = {}

    def check(self) -> Access:
        """Connect, and say how many databases hold keys and whether this account could write.

        Whether it could is asked by queueing a command that is then discarded: a server refuses what an account may
        not do when it is queued.

        :raises pdscan.errors.TargetError: when the server can't be reached, or refuses the account.
        """
        from redis.exceptions import NoPermissionError

        with self._told():
            connection = self._connection(0)
            databases = len(self._databases())
            identity = connection.execute_command("ACL WHOAMI")
            identity = identity.decode() if isinstance(identity, bytes) else str(identity)
            try:
                connection.execute_command("MULTI")
            except NoPermissionError:
                return Access(identity, databases, could_write=True, problems=(_MAY_WRITE,))
            try:
                connection.execute_command("SET", "pdscan", "pdscan")
            except NoPermissionError:
                return Access(identity, databases, could_write=False)
            finally:
                connection.execute_command("DISCARD")
        return Access(identity, databases, could_write=True)

    def units(self) -> Iterator[Unit | Skipped]:
        """Every database that holds keys.

        :raises pdscan.errors.TargetError: when the server can't be reached, or refuses the account.
        """
        with self._told():
            found = self._databases()
        for number, count in found.items():
            if self._selection.unit(str(number)):
                yield Unit(str(number), "database", rows=count)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[TableChunk | Item | Skipped]:
        """The keys of one database, some hundred together.

        :raises pdscan.errors.TargetError: when the server went away, or refuses the account.
        """
        with self._told():
            connection = self._connection(int(unit.name))
            counted: dict[str, int] = defaultdict(int)
            told: set[tuple[str, str]] = set()
            for keys in self._keys(connection, unit):
                by_table: dict[str, list[Row]] = defaultdict(list)
                for row in rows(connection, keys):
                    by_table[row.table].append(row)
                for table, members in sorted(by_table.items()):
                    yield from self._unread(unit, members, told)
                    yield from self._chunk(table, members, counted[table])
                    counted[table] += len(members)

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """None: values change in place, so that they are read anew."""
        return None

    def sampled(self, unit: Unit) -> int:
        """Of how many keys only a sample was read; 0 where all were."""
        return self._sampled.get(unit.name, 0)

    def close(self) -> None:
        """Let go of the connections."""
        for each in self._connected.values():
            each.close()
        self._connected.clear()

    def _keys(self, connection: Client, unit: Unit) -> Iterator[Sequence[bytes]]:
        """Some keys at a time; in a sample those with the least hashes, which are the same ones next time."""
        most = min(KEYS, self._options.max_rate or KEYS)
        walked: Iterator[bytes] = connection.scan_iter(count=KEYS)
        if self._options.sample is not None:
            count, seed = 0, str(self._options.seed).encode()

            def hashed() -> Iterator[tuple[bytes, bytes]]:
                nonlocal count
                for key in walked:
                    count += 1
                    yield hashlib.blake2b(key, digest_size=16, key=seed).digest(), key

            chosen = heapq.nsmallest(self._options.sample, hashed())
            self._sampled[unit.name] = count if count > len(chosen) else 0
            walked = (key for _, key in chosen)
        batch: dict[bytes, None] = {}
        for key in walked:
            batch[key] = None
            if len(batch) >= most:
                yield list(batch)
                batch = {}
        if batch:
            yield list(batch)

    def _unread(self, unit: Unit, members: Sequence[Row], told: set[tuple[str, str]]) -> Iterator[Skipped]:
        """What could not be read of a table, once for each reason."""
        for row in members:
            if row.value is None and (row.table, row.kind) not in told:
                told.add((row.table, row.kind))
                reason = "no permission" if row.refused else "unknown format"
                yield Skipped(Location(self._options.system, unit.name, None, row.table), reason, f"a {row.kind}")

    def _chunk(self, table: str, members: Sequence[Row], before: int) -> Iterator[TableChunk | Item]:
        names = ("key", "value")
        batch = sorted_out(names, [[row.key for row in members], [row.value for row in members]])
        yield from_columns(batch.names, batch.columns, name=table)
        for cell in batch.apart:
            path = f"{table}/{harmless(members[cell.row].key) or f'row {before + cell.row + 1}'}"
            yield Item(path, cell.open, size=len(cell.data), media_type=cell.media_type)

    def _databases(self) -> dict[int, int]:
        """The databases that hold keys, and how many; those of the URL alone where it names one."""
        found: dict[str, Any] = self._connection(0).info("keyspace")
        counts = {int(name.removeprefix("db")): int(facts["keys"]) for name, facts in found.items()}
        only = int(self._only) if self._only else None
        return {number: count for number, count in sorted(counts.items()) if only in (None, number)}

    def _connection(self, number: int) -> Any:
        if number not in self._connected:
            self._connected[number] = self._made(number)
        return self._connected[number]

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the server refuses, in our own words: its may hold a key, or a password."""
        from redis import exceptions

        try:
            yield
        except exceptions.AuthenticationError:
            raise CredentialError(f"redis://{self._where}: the user name or password was refused") from None
        except exceptions.NoPermissionError:
            raise TargetError(f"redis://{self._where}: the account may not look; it needs +@read and +info") from None
        except (exceptions.ConnectionError, exceptions.TimeoutError) as error:
            self.close()
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                how = "name its authority's in the URL: ?ssl_ca_certs=FILE"
                raise TargetError(f"rediss://{self._where}: its certificate can't be verified; {how}") from None
            raise ConnectionLostError(f"redis://{self._where} can't be reached, or the connection broke") from None
        except exceptions.RedisError as error:
            raise TargetError(f"redis://{self._where}: refused ({type(error).__name__})") from None


def _without_database(url: str) -> str:
    """The URL of the server: which database is meant is said besides.

    >>> _without_database("redis://me@host:6379/3?protocol=2"), _without_database("redis://host")
    ('redis://me@host:6379?protocol=2', 'redis://host')
    """
    return re.sub(r"^(rediss?://[^/?]+)/\d*", r"\1", url)


TARGET = Redis
