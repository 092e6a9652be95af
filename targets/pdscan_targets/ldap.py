"""A directory (LDAP, Active Directory): entries of one class are rows of a table, and their attributes its columns.

A unit is a part of the tree: the base that the URL names, or else each that the server says it holds.  Entries are
asked for page by page (RFC 2696); values that are not text (photographs, certificates) come as items.  Only bind,
search, *who am I* and unbind are sent.  Where a password goes over a network, TLS with a verified certificate is
asked for first.
"""

from __future__ import annotations

import re
import ssl
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pdscan.errors import ConnectionLostError, CredentialError, PluginError, TargetError, UsageError
from pdscan.model import Item, Location, Skipped, TableChunk, Unit
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.globs import Selection
from pdscan_targets.paths import shown
from pdscan_targets.rows import from_columns
from pdscan_targets.sql_cells import sorted_out

SECONDS = 10
PATIENCE = 120
PAGE = 500
ATTRIBUTES = ("*", "createTimestamp", "modifyTimestamp")
"""Those of the entry, and when it was made and changed last; of the server's own no others."""

_PAGING = "1.2.840.113556.1.4.319"
_TIME = re.compile(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?Z")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ABSTRACT = frozenset({"top", "person", "organizationalperson", "dcobject", "simplesecurityobject"})
_REASONS = {
    3: ("time limit", "the search took too long"),
    4: ("too large", "the server gives no more entries at once"),
    11: ("refused", "a limit that the server's administrator set"),
    32: ("vanished", ""),
    50: ("no permission", ""),
}
"""Result codes of RFC 4511 as reasons."""


class Ldap:
    """The target for `ldaps://HOST/BASE?bind=DN` and `ldap://…`.

    :raises pdscan.errors.UsageError: when the URL names no host.
    :raises pdscan.errors.PluginError: when the package is missing.
    """

    schemes = ("ldap", "ldaps")

    def __init__(self, url: str, options: TargetOptions) -> None:
        try:
            import ldap3  # noqa: F401
        except ImportError:
            how = "get it with: pip install 'pdscan[ldap]'"
            raise PluginError(f"reading directories needs the package ldap3; {how}") from None
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        unknown = sorted(asked.keys() - {"bind", "ca", "plain"})
        if not parts.hostname or unknown:
            example = "ldaps://host/dc=example,dc=nl?bind=cn=scanner,dc=example,dc=nl"
            raise UsageError(f"this is no LDAP URL; write one as in {example}")
        self._host, self._port, self._tls = parts.hostname, parts.port, parts.scheme == "ldaps"
        self._base, self._asked = unquote(parts.path.removeprefix("/")), asked
        self._options = options
        self._selection = Selection(options.include, options.exclude)
        self._connected: Any = None

    def check(self) -> Access:
        """Connect, and say as whom, and how many parts of the tree there are.

        :raises pdscan.errors.TargetError: when the server can't be reached, or refuses the account.
        """
        with self._told():
            connection = self._connection()
            identity = str(connection.extend.standard.who_am_i() or "anonymous")
            units = self._bases()
        told = "a directory doesn't say whether this account could write; give it the right to read, no other"
        return Access(identity, len(units), could_write=True, problems=(told,))

    def units(self) -> Iterator[Unit | Skipped]:
        """The parts of the tree.

        :raises pdscan.errors.TargetError: when the server can't be reached, or refuses the account.
        """
        with self._told():
            bases = self._bases()
        for name in bases:
            if self._selection.unit(name):
                yield Unit(name, "directory tree")

    def read(self, unit: Unit, since: str | None = None) -> Iterator[TableChunk | Item | Skipped]:
        """The entries below a base, page by page, those of one class together.

        :raises pdscan.errors.TargetError: when the server went away, or refuses the account.
        """
        counted: dict[str, int] = defaultdict(int)
        with self._told():
            for entries, problem in self._pages(self._bases()[unit.name]):
                by_class: dict[str, list[Mapping[str, Sequence[bytes]]]] = defaultdict(list)
                for entry in entries:
                    by_class[_class_of(entry)].append(entry)
                for name, members in sorted(by_class.items()):
                    yield from _table(name, members, counted[name])
                    counted[name] += len(members)
                if problem is not None:
                    yield Skipped(Location(self._options.system, unit.name), *problem)

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """None: entries change in place, so that they are read anew."""
        return None

    def sampled(self, unit: Unit) -> int:
        """Never: directories are read whole."""
        return 0

    def close(self) -> None:
        """Let go of the connection."""
        if self._connected is not None:
            self._connected.unbind()
            self._connected = None

    def _pages(self, base: str) -> Iterator[tuple[list[Mapping[str, Sequence[bytes]]], tuple[str, str] | None]]:
        """The entries of each page, and what ended the search before its end."""
        connection, cookie = self._connection(), b""
        size = min(PAGE, self._options.max_rate or PAGE)
        while True:
            pages = {"paged_size": size, "paged_cookie": cookie or None}
            connection.search(base, "(objectClass=*)", attributes=ATTRIBUTES, **pages)
            response, result = connection.response or [], connection.result
            entries = [each["raw_attributes"] for each in response if each["type"] == "searchResEntry"]
            elsewhere = any(each["type"] == "searchResRef" for each in response)
            problem = ("refused", "a part of it is on another server: scan that by itself") if elsewhere else None
            code = result["result"]
            if code:
                problem = _REASONS.get(code, ("refused", f"result code {code}"))
            yield entries, problem
            cookie = result.get("controls", {}).get(_PAGING, {}).get("value", {}).get("cookie", b"")
            if code or not cookie:
                return

    def _bases(self) -> dict[str, str]:
        """The parts of the tree by their names in results."""
        found = [self._base] if self._base else list(self._connection().server.info.naming_contexts)
        return {shown(base): base for base in found}

    def _connection(self) -> Any:
        """The connection, bound, made now if there is none.

        :raises pdscan.errors.CredentialError: when the account is refused.
        :raises pdscan.errors.TargetError: when TLS can't be had.
        """
        import ldap3

        if self._connected is not None:
            return self._connected
        tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=self._asked.get("ca"))
        server = ldap3.Server(
            self._host, self._port, use_ssl=self._tls, tls=tls, get_info=ldap3.DSA, connect_timeout=SECONDS
        )
        user = self._asked.get("bind")
        secret = self._options.password() if user else None
        made = ldap3.Connection(
            server, user, secret, authentication=ldap3.SIMPLE if user else ldap3.ANONYMOUS, read_only=True,
            receive_timeout=PATIENCE, auto_referrals=False, check_names=False, auto_bind=ldap3.AUTO_BIND_NONE,
        )  # fmt: skip
        made.open()
        if not self._tls and "plain" not in self._asked and self._host not in _LOOPBACK:
            self._begin_tls(made)
        if not made.bind():
            raise CredentialError(f"{self._place}: the name or password was refused")
        self._connected = made
        return made

    def _begin_tls(self, connection: Any) -> None:
        from ldap3.core.exceptions import LDAPExceptionError

        try:
            begun = connection.start_tls()
        except LDAPExceptionError:
            begun = False
        if not begun:
            raise TargetError(
                f"{self._place}: the server offers no TLS with a certificate that can be verified; use ldaps://, name "
                "its authority's certificate (?ca=FILE), or add ?plain to send the password in the clear"
            )

    @property
    def _place(self) -> str:
        return f"{'ldaps' if self._tls else 'ldap'}://{self._host}" + (f":{self._port}" if self._port else "")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the library raises, in our own words: its may hold what was sent."""
        from ldap3.core import exceptions

        try:
            yield
        except exceptions.LDAPCommunicationError as error:
            self._connected = None
            if "certificate verify failed" in str(error).lower():
                how = "name its authority's certificate: ?ca=FILE"
                raise TargetError(f"{self._place}: its certificate can't be verified; {how}") from None
            raise ConnectionLostError(f"{self._place} can't be reached, or the connection broke") from None
        except exceptions.LDAPExceptionError as error:
            raise TargetError(f"{self._place}: refused ({type(error).__name__})") from None


def _class_of(entry: Mapping[str, Sequence[bytes]]) -> str:
    """What an entry is: the last of its classes that says something.

    >>> _class_of({"objectClass": [b"top", b"person", b"inetOrgPerson"]}), _class_of({"objectClass": [b"person"]})
    ('inetOrgPerson', 'person')
    """
    names = [name.decode("ascii", "replace") for name in entry.get("objectClass", ())]
    telling = [name for name in names if name.lower() not in _ABSTRACT]
    return (telling or names or ["entry"])[-1]


def _table(name: str, entries: Sequence[Mapping[str, Sequence[bytes]]], before: int) -> Iterator[TableChunk | Item]:
    """Entries as rows; several values of an attribute stand in one cell, a line each."""
    columns = sorted({attribute for entry in entries for attribute in entry} - {"objectClass"})
    values = [[_cell(entry.get(column, ())) for entry in entries] for column in columns]
    batch = sorted_out(columns, values)
    yield from_columns(batch.names, batch.columns, name=name)
    for cell in batch.apart:
        path = f"{name}/{columns[cell.column]}/row {before + cell.row + 1}"
        yield Item(path, cell.open, size=len(cell.data), media_type=cell.media_type)


def _cell(values: Sequence[bytes]) -> object:
    r"""An attribute's values.

    >>> _cell([b"a", b"b"]), _cell([b"20191123001000Z"]), _cell([b"\xff\xd8"]), _cell([])
    ('a\nb', '2019-11-23 00:10:00', b'\xff\xd8', None)
    """
    try:
        return "\n".join(map(_readable, values)) or None
    except UnicodeDecodeError:
        return b"".join(values)


def _readable(value: bytes) -> str:
    if (moment := _TIME.fullmatch(value)) is not None:
        year, month, day, hour, minute, second = (part.decode() if part else "00" for part in moment.groups())
        return f"{year}-{month}-{day} {hour}:{minute}:{second}"
    return value.decode("utf-8")


TARGET = Ldap
