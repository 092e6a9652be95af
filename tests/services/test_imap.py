"""A real mail server, read by an account that may only read: what is planted is found, and nothing is left behind."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from imapclient import IMAPClient

from pdscan.errors import CredentialError, TargetError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import TargetOptions, Unchanged
from pdscan_targets.imap import Imap
from tests.services import mail
from tests.services.dovecot import OWNER, PASSWORD, READER, Dovecot, token
from tests.services.scanning import scan, skipped, told
from tests.untouched import untouched

SMALL_FOLDERS = ("Groot",)


def password() -> str:
    return PASSWORD


@pytest.fixture
def target() -> Iterator[Callable[..., Imap]]:
    """Makes targets, which are closed in the end."""
    made: list[Imap] = []

    def make(url: str, secret: str | None = PASSWORD, **options: Any) -> Imap:
        made.append(Imap(url, TargetOptions(system="s", password=lambda: secret, **options)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def units(target: Imap) -> dict[str, Unit]:
    return {unit.name: unit for unit in target.units() if isinstance(unit, Unit)}


def paths(found: Iterator[Item | Skipped | Unchanged]) -> list[str]:
    news = [each for each in found if not isinstance(each, Unchanged)]
    return [each.path if isinstance(each, Item) else f"skipped: {each.reason}" for each in news]


def test_the_server_holds_what_the_answer_key_says(mail_server: Dovecot) -> None:
    key = yaml.safe_load((Path(__file__).parent / "planted" / "imap.yaml").read_text("utf-8"))
    finds = {unit: {"rows": each["rows"], "finds": each["finds"]} for unit, each in key["units"].items()}
    with untouched(mail_server.store, accessed=False):
        found = scan(mail_server.url(), password=password, exclude=SMALL_FOLDERS)
    assert (told(found), skipped(found.values())) == (finds, {"Geheim": "no permission"})


def test_two_thousand_messages_by_two_workers(mail_server: Dovecot) -> None:
    with untouched(mail_server.store, accessed=False):
        found = scan(mail_server.url("Groot"), workers=2, password=password)
    assert found["Groot"].items == mail.MANY
    assert sum(each.count for each in found["Groot"].findings if each.entity == "bsn") == mail.MANY / mail.EVERY
    assert not found["Groot"].skipped


def test_the_owner_finds_unread_mail_unread(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    """Even where the account could change it."""
    with closing(_client(mail_server)) as client, untouched(mail_server.store, accessed=False):
        before = client.folder_status("INBOX", ["UNSEEN", "RECENT", "MESSAGES"])
        reading = target(mail_server.url(user=OWNER))
        for unit in units(reading).values():
            assert paths(reading.read(unit))
        assert client.folder_status("INBOX", ["UNSEEN", "RECENT", "MESSAGES"]) == before
    assert before[b"UNSEEN"] == 2


def _client(server: Dovecot) -> Any:
    context = ssl.create_default_context(cafile=str(server.certificate))
    client = IMAPClient("localhost", server.tls, ssl_context=context)
    client.plain_login(OWNER, PASSWORD)
    client.close = client.logout
    return client


def test_check_says_who_we_are_and_what_we_may(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    reader = target(mail_server.url()).check()
    assert (reader.readable, reader.could_write) == (5, False)
    assert reader.identity == f"{READER} on imaps://localhost:{mail_server.tls}"
    assert reader.problems == ("Geheim: no permission",)
    owner = target(mail_server.url(user=OWNER)).check()
    assert (owner.readable, owner.could_write, owner.problems) == (6, True, ())


def test_the_plan_counts_messages_and_bytes(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    planned = units(target(mail_server.url()))
    assert planned["Groot"].rows == mail.MANY
    assert planned["Zwaar"].rows == 1
    assert planned["Zwaar"].size is not None
    assert planned["Zwaar"].size > 5_000_000


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("inbox", ["INBOX"]),
        ("Archief", ["Archief/2019"]),
        ("Archief/2019", ["Archief/2019"]),
        ("Archief.2019", ["Archief/2019"]),
        ("Coöperatie & zo", ["Coöperatie & zo/日本語"]),
    ],
)
def test_one_folder_and_what_is_below_it(
    mail_server: Dovecot, target: Callable[..., Imap], folder: str, found: list[str]
) -> None:
    assert list(units(target(mail_server.url(folder)))) == found


def test_a_folder_that_is_not_there(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    with pytest.raises(TargetError, match=r"there is no folder “Archiev”; there are: Archief/2019, Coöperatie"):
        list(target(mail_server.url("Archiev")).units())


def test_the_date_is_the_messages_own_or_that_of_its_arrival(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    reading = target(mail_server.url("INBOX"))
    first, _, last = reading.read(units(reading)["INBOX"])
    assert isinstance(first, Item)
    assert isinstance(last, Item)
    assert first.recorded is not None
    assert first.recorded.date() == date(2019, 11, 11)
    assert last.recorded is None
    assert last.modified is not None


@pytest.mark.parametrize("way", ["oauth2", "xoauth2", "oauthbearer"])
def test_a_token_instead_of_a_password(mail_server: Dovecot, target: Callable[..., Imap], way: str) -> None:
    assert target(mail_server.url(auth=way), token()).check().readable == 5
    with pytest.raises(CredentialError, match="refuses scanner with this token; has it expired"):
        target(mail_server.url(auth=way), token(lifetime=1_700_000_001)).check()


def test_starttls(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    assert target(mail_server.starttls()).check().readable == 5
    with pytest.raises(TargetError, match="certificate can't be trusted"):
        target(mail_server.starttls(ca="", tls="on")).check()


def test_the_authority_of_the_config(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    assert target(mail_server.url(ca=""), ca=mail_server.certificate).check().readable == 5
    assert target(mail_server.starttls(ca=""), ca=mail_server.certificate).check().readable == 5


def test_plain_on_this_machine(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    assert target(mail_server.starttls(ca="")).check().readable == 5


@pytest.mark.parametrize(
    ("settings", "secret", "kind", "said"),
    [
        ({}, "Grutto", CredentialError, "refuses scanner with this password; check both"),
        ({}, None, CredentialError, "there is no password; name its source in the config"),
        ({"ca": ""}, PASSWORD, TargetError, r"can't be trusted \(self-signed certificate\); give the file"),
        ({"host": "127.0.0.2"}, PASSWORD, TargetError, "made out to another name; use that name"),
    ],
)
def test_what_is_refused_says_what_to_do(
    mail_server: Dovecot, target: Callable[..., Imap], settings: Any, secret: str, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said) as refused:
        target(mail_server.url(**settings), secret).check()
    assert PASSWORD not in str(refused.value)


def test_tls_spoken_to_a_plain_port(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    url = mail_server.url().replace(str(mail_server.tls), str(mail_server.plain))
    with pytest.raises(TargetError, match="no TLS there"):
        target(url).check()


def test_since_the_last_time(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    """Only what is new is read; what is gone shows in the cursor."""
    reading = target(mail_server.url("Archief"))
    unit = units(reading)["Archief/2019"]
    assert paths(reading.read(unit)) == ["1"]
    first = reading.cursor(unit)
    assert paths(reading.read(unit, first)) == []
    assert reading.cursor(unit) == first
    with mail_server.delivered(".Archief.2019", bytes(mail.message("Nieuw"))):
        (new,) = paths(reading.read(unit, first))
        second = reading.cursor(unit)
    assert int(new) > 1
    assert second != first
    assert paths(reading.read(unit, second)) == []
    assert reading.cursor(unit) == first


def test_a_folder_made_anew_is_read_anew(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    reading = target(mail_server.url("Archief"))
    unit = units(reading)["Archief/2019"]
    assert paths(reading.read(unit)) == ["1"]
    validity = str(reading.cursor(unit)).split(":")
    other = ":".join([validity[0], str(int(validity[1]) + 1), *validity[2:]])
    assert paths(reading.read(unit, other)) == ["1"]


def test_a_server_that_goes_away_and_comes_back(mail_server: Dovecot, target: Callable[..., Imap]) -> None:
    reading = target(mail_server.url("Groot"))
    seen = []
    for each in reading.read(units(reading)["Groot"]):
        assert isinstance(each, Item)
        seen.append(each.path)
        if len(seen) == 700:
            mail_server.break_down()
            mail_server.daemon.start()
    assert seen == [str(uid) for uid in range(1, mail.MANY + 1)]


def test_a_server_that_stays_away(
    mail_server: Dovecot, target: Callable[..., Imap], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdscan_targets.imap_connection.WAITS", (0.01, 0.01))
    reading = target(mail_server.url("Groot"))
    found = reading.read(units(reading)["Groot"])
    next(found)
    mail_server.break_down()
    try:
        with pytest.raises(TargetError, match=r"no connection \(Connection refused\); is it up"):
            list(found)
    finally:
        mail_server.daemon.start()
