"""A real directory: entries page by page, photographs and certificates too, and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pdscan.errors import ConnectionLostError, CredentialError, TargetError, UsageError
from pdscan.model import TableChunk, Unit
from pdscan.protocols import TargetOptions
from pdscan_targets import ldap
from pdscan_targets.ldap import Ldap
from tests.canaries import CANARIES
from tests.services.scanning import scan, skipped, told
from tests.services.slapd import BASE, LIMITED, PASSWORD, Directory, slapd

PEOPLE = 1_200
ENTRIES = PEOPLE + 4
"""With the organisation, the two accounts and the unit that may be seen."""
LETTER = b"\xff\xfe" + ("Er was eens een vogel.\n" * 200 + f"Mail {CANARIES['email']}").encode("utf-16-le")


@pytest.fixture(scope="module")
def server() -> Iterator[Directory]:
    with slapd() as found:
        with found.owner() as owner:
            for unit in ("mensen", "geheim"):
                owner.add(f"ou={unit},{BASE}", "organizationalUnit")
            for number in range(PEOPLE):
                facts: dict[str, Any] = {"sn": "Jansen", "mail": [f"x{number}@zangvogel-bv.nl"]}
                if number == 3:
                    facts["mail"].append(CANARIES["email"])
                    facts["employeeNumber"] = CANARIES["bsn"]
                    facts["jpegPhoto"] = LETTER
                owner.add(f"cn=Jan {number},ou=mensen,{BASE}", "inetOrgPerson", facts)
            owner.add(f"cn=Geheim,ou=geheim,{BASE}", "inetOrgPerson", {"sn": "G", "mail": "geheim@zangvogel-bv.nl"})
        yield found


def options(**more: Any) -> TargetOptions:
    return TargetOptions(system="s", password=lambda: PASSWORD, **more)


def test_entries_by_their_class(server: Directory) -> None:
    found = scan(server.url(), password=lambda: PASSWORD)
    finds = told(found)[BASE]["finds"]
    assert finds["[inetOrgPerson.mail]"] == {"email": PEOPLE + 1}
    assert finds["inetOrgPerson/jpegPhoto/row 4"] == {"email": 1}
    assert skipped(found.values()) == {}
    assert found[BASE].rows == ENTRIES


def test_times_are_dates_and_secrets_do_not_come(server: Directory) -> None:
    target = Ldap(server.url(), options())
    chunks = [each for each in target.read(Unit(BASE, "directory tree")) if isinstance(each, TableChunk)]
    people = next(each for each in chunks if each.name == "inetOrgPerson")
    assert {"cn", "mail", "modifyTimestamp"} <= set(people.columns)
    assert b"userPassword" not in b" ".join(column.encode() for each in chunks for column in each.columns)
    moments = [
        people.data[start:end] for start, end, column in zip(people.starts, people.ends, people.column, strict=True)
        if people.columns[column] == "modifyTimestamp"
    ]  # fmt: skip
    assert all(moment[4:5] == b"-" for moment in moments)
    target.close()


def test_the_tree_is_found_and_nothing_in_it_changed(server: Directory) -> None:
    def contents() -> list[Any]:
        with server.owner() as owner:
            owner.search(BASE, "(objectClass=*)", attributes=["*", "entryCSN"])
            return sorted((each["dn"], sorted(each["raw_attributes"].items())) for each in owner.response)

    before = contents()
    assert set(scan(f"ldap://127.0.0.1:{server.port}?bind=cn=scanner,{BASE}", password=lambda: PASSWORD)) == {BASE}
    assert contents() == before


def test_a_server_that_gives_no_more(server: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    found = scan(server.url(user=LIMITED), password=lambda: PASSWORD)
    assert found[BASE].rows == 500
    assert skipped(found.values()) == {BASE: "too large"}
    monkeypatch.setattr(ldap, "PAGE", 50)
    assert scan(server.url(), password=lambda: PASSWORD)[BASE].rows == ENTRIES


def test_a_part_of_the_tree_that_is_not_there(server: Directory) -> None:
    found = scan(server.url(f"ou=nergens,{BASE}"), password=lambda: PASSWORD)
    assert set(skipped(found.values()).values()) == {"vanished"}


def test_tls_is_verified(server: Directory) -> None:
    url = f"ldaps://127.0.0.1:{server.tls_port}/{BASE}?bind=cn=scanner,{BASE}"
    with pytest.raises(TargetError, match=r"can't be verified; name its authority's certificate: \?ca=FILE"):
        Ldap(url, options()).check()
    access = Ldap(f"{url}&ca={server.certificate}", options()).check()
    assert (access.identity, access.readable) == (f"dn:cn=scanner,{BASE}", 1)
    assert "doesn't say whether this account could write" in access.problems[0]


def test_no_password_goes_over_a_network_in_the_clear(server: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldap, "_LOOPBACK", ())
    with pytest.raises(TargetError, match=r"no TLS with a certificate that can be verified; use ldaps://"):
        Ldap(server.url(), options()).check()
    assert Ldap(f"{server.url()}&ca={server.certificate}", options()).check().readable == 1
    assert Ldap(f"{server.url()}&plain", options()).check().readable == 1


def test_errors_say_what_to_do_and_no_password(server: Directory) -> None:
    wrong = TargetOptions(system="s", password=lambda: "Verkeerd-881")
    with pytest.raises(CredentialError, match="the name or password was refused") as refused:
        Ldap(server.url(), wrong).check()
    with pytest.raises(ConnectionLostError, match="can't be reached"):
        Ldap(f"ldap://127.0.0.1:1/{BASE}?bind=x", options()).check()
    assert "Verkeerd" not in str(refused.value)
    for url in ("ldap:", "ldaps:///x", "ldap://host/x?bin=y"):
        with pytest.raises(UsageError, match="this is no LDAP URL"):
            Ldap(url, options())
