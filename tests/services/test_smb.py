"""SMB from a real Samba server: protected connections alone, links and odd names, and what we could write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from pdscan.errors import CredentialError, TargetError, UsageError
from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, Target, TargetOptions
from pdscan_targets.smb import TARGET
from tests.services.samba import PASSWORD, Samba, samba
from tests.services.shares import set_traps
from tests.untouched import untouched


@pytest.fixture(scope="session")
def server() -> Iterator[Samba]:
    """One with traps in it."""
    with samba() as made:
        set_traps(made.place / "files")
        (made.place / "files" / ("lang" * 40)).mkdir()
        (made.place / "files" / ("lang" * 40) / ("naam" * 50 + ".txt")).write_text("lang")
        (made.place / "dfs/verderop").symlink_to(r"msdfs:127.0.0.1\bestanden")
        yield made


def target(url: str, **options: Any) -> Target:
    return TARGET(url, TargetOptions(system="s", **({"password": lambda: PASSWORD} | options)))


def check(url: str, **options: Any) -> Access:
    with closing(target(url, **options)) as made:
        return made.check()


def told(read: Target, unit: str = ".") -> dict[str | None, object]:
    """The content of items, the reason of skips."""
    found: dict[str | None, object] = {}
    for each in read.read(Unit(unit, "directory")):
        if isinstance(each, Item):
            with each.open() as stream:
                found[each.path] = stream.read()
        elif isinstance(each, Skipped):
            found[each.location.item] = each.reason
    return found


def test_links_pipes_and_broken_names_harm_nobody(server: Samba) -> None:
    """This server follows links inside the share by itself, and shows neither others nor names that are no UTF-8."""
    with untouched(server.place / "files", accessed=False), closing(target(server.url())) as share:
        found = told(share)
        units = [each.name if isinstance(each, Unit) else each for each in share.units()]
    assert found == {"binnen": b"gewoon", "gewoon.txt": b"gewoon", "pijp": b""}
    assert units == [".", "lang" * 40, Skipped(Location("s", "omhoog"), "link loop", "leads back to where it lies")]


def test_long_names_and_paths(server: Samba) -> None:
    with closing(target(server.url())) as share:
        assert told(share, "lang" * 40) == {"naam" * 50 + ".txt": b"lang"}


def test_the_server_says_whether_we_could_write(server: Samba) -> None:
    assert not check(server.url()).could_write
    assert check(server.url(share="schrijfbaar")).could_write


def test_a_domain_may_stand_before_the_user(server: Samba) -> None:
    assert check(server.url(user=f"KANTOOR;{server.user}")).readable > 0


def test_the_connection_is_encrypted(server: Samba) -> None:
    assert check(server.url()).remarks == ("the connection is encrypted",)
    assert check(server.url(), encrypt=False).remarks == ("the connection is signed, not encrypted",)


def test_a_server_that_cannot_encrypt_is_refused_unless_the_config_allows_it() -> None:
    with samba(encrypt="off") as plain:
        with pytest.raises(TargetError, match=r"can't encrypt; upgrade it to SMB 3, or write `encrypt: false`"):
            check(plain.url())
        assert check(plain.url(), encrypt=False).remarks == ("the connection is signed, not encrypted",)


def test_nobody_is_a_guest() -> None:
    with samba(guests="bad user") as friendly:
        for encrypt in (True, False):
            with pytest.raises(CredentialError, match="takes us for a guest"):
                check(friendly.url(user="onbekend"), encrypt=encrypt)


def test_a_wrong_password_is_an_error_that_does_not_show_it(server: Samba) -> None:
    with pytest.raises(CredentialError, match="refuses user or password") as raised:
        check(server.url(), password=lambda: "Fout-1177")
    assert "Fout-1177" not in f"{raised.value!r}"


def test_a_share_that_is_not_there(server: Samba) -> None:
    with pytest.raises(TargetError, match="bestaat-niet"):
        check(server.url(share="bestaat-niet"))


def test_a_part_of_a_share_may_lie_elsewhere(server: Samba) -> None:
    with closing(target(server.url(share="dfs"))) as share:
        assert [each.name for each in share.units() if isinstance(each, Unit)][:2] == [".", "verderop"]
        assert told(share, "verderop")["gewoon.txt"] == b"gewoon"


@pytest.mark.parametrize("url", ["smb://host", "smb://host/"])
def test_a_share_must_be_named(url: str) -> None:
    with pytest.raises(UsageError, match="names a share"):
        TARGET(url, TargetOptions(system="s"))
