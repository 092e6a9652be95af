"""A real Redis server: every kind of value is read, by what its key begins with, and none is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pdscan.errors import ConnectionLostError, CredentialError, UsageError
from pdscan.protocols import TargetOptions
from pdscan_targets.redis import Redis as Target
from tests.canaries import CANARIES
from tests.services.redis import PASSWORD, Redis, redis_server
from tests.services.scanning import scan, skipped, told

EMAIL, BSN = CANARIES["email"], CANARIES["bsn"]
LETTER = "Er was eens een vogel.\n" * 500 + f"Mail {EMAIL}"


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with redis_server() as found:
        owner = found.owner
        for number in range(1, 1201):
            owner.hset(f"klant:{number}", mapping={"email": f"x{number}@zangvogel-bv.nl", "punten": number})
        owner.set(f"sessie:{EMAIL}", "open")
        for number in range(60):
            owner.set(f"profiel:{number}", f'{{"bsn": "{BSN}"}}')
        owner.set("brief:7", LETTER)
        owner.rpush("wachtrij", *(f"w{number}@zangvogel-bv.nl" for number in range(2500)))
        owner.sadd("leden", *(f"s{number}@zangvogel-bv.nl" for number in range(30)))
        owner.zadd("ranglijst", {f"z{number}@zangvogel-bv.nl": number for number in range(30)})
        for number in range(3):
            owner.xadd("gebeurtenis", {"bsn": BSN, "wat": str(number)})
        owner.set("teller", 5)
        owner.setex("vluchtig:1", 1000, "x")
        owner.execute_command("SELECT", 3)
        owner.pfadd("hll", "a")
        owner.set("bsn", BSN)
        owner.execute_command("SELECT", 0)
        yield found


def test_every_kind_of_value(server: Redis) -> None:
    found = scan(server.url())
    assert told(found) == {
        "0": {
            "rows": found["0"].rows,
            "finds": {
                "[gebeurtenis.value.bsn]": {"bsn": 3},
                "[klant:*.value.email]": {"email": 1200},
                "[leden.value]": {"email": 30},
                "[profiel:*.value.bsn]": {"bsn": 60},
                "[ranglijst.value]": {"email": 30},
                "[sessie:*.key]": {"email": 1},
                "[wachtrij.value]": {"email": 2500},
                "brief:*/7": {"email": 1},
            },
        },
        "3": {"rows": 2, "finds": {"[bsn.value]": {"bsn": 1}}},
    }
    assert skipped(found.values()) == {}


def test_nothing_is_changed_or_asked_that_could(server: Redis) -> None:
    before = {key: server.owner.dump(key) for key in server.owner.scan_iter()}
    server.owner.config_resetstat()
    scan(server.url())
    used = {name.removeprefix("cmdstat_") for name in server.owner.info("commandstats")}
    reading = {"scan", "type", "get", "hscan", "sscan", "zscan", "lrange", "xrange", "info"}
    connecting = {"select", "auth", "hello", "ping", "client", "client|setinfo", "client|setname"}
    assert reading <= used <= reading | connecting | {"config|resetstat"}
    assert {key: server.owner.dump(key) for key in server.owner.scan_iter()} == before
    assert 900 < server.owner.ttl("vluchtig:1") <= 1000


def test_who_could_write_is_warned(server: Redis) -> None:
    reader = Target(server.url(), TargetOptions(system="s")).check()
    assert (reader.identity, reader.readable, reader.could_write, reader.problems) == ("scanner", 2, False, ())
    server.owner.execute_command("ACL", "SETUSER", "baas", "on", ">x", "~*", "+@all")
    server.owner.execute_command("ACL", "SETUSER", "stil", "on", ">x", "~*", "+@read", "+info", "+acl|whoami")
    assert Target(server.url("baas", "x"), TargetOptions(system="s")).check().could_write
    assert server.owner.get("pdscan") is None
    assert "MULTI and DISCARD" in Target(server.url("stil", "x"), TargetOptions(system="s")).check().problems[0]


def test_keys_that_may_not_be_read_are_told(server: Redis) -> None:
    server.owner.execute_command(
        "ACL", "SETUSER", "half", "on", ">x", "~klant:*", "+@read", "+@connection", "+info", "-hscan"
    )  # fmt: skip
    found = scan(server.url("half", "x"), include=("0",))
    assert [each.location.field for each in found["0"].findings] == ["sessie:*.key"], "names of keys are known"
    assert set(skipped(found.values()).values()) == {"no permission"}


def test_samples_are_the_same_next_time(server: Redis) -> None:
    first, second = (scan(server.url(), sample=100, include=("0",))["0"] for _ in range(2))
    assert first == second
    assert (first.sampled, first.rows >= 100) == (server.owner.dbsize(), True)


def test_one_database_alone_and_what_is_left_out(server: Redis) -> None:
    assert set(scan(server.url(database="3"))) == {"3"}
    assert set(scan(server.url(), exclude=("0",))) == {"3"}


def test_errors_say_what_to_do_and_no_password(server: Redis) -> None:
    with pytest.raises(CredentialError, match="the user name or password was refused") as refused:
        Target(server.url(password="Verkeerd-881"), TargetOptions(system="s")).check()
    with pytest.raises(ConnectionLostError, match="can't be reached") as lost:
        Target(f"redis://scanner:{PASSWORD}@127.0.0.1:1/", TargetOptions(system="s")).check()
    assert not re.search(f"{PASSWORD}|Verkeerd", f"{refused.value} {lost.value}")
    for url in ("redis:", "redis://", "redis://host/naam"):
        with pytest.raises(UsageError, match="this is no Redis URL"):
            Target(url, TargetOptions(system="s"))
