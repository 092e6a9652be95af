"""E-mail addresses and hostmasters."""

import socket

import pytest

from pdscan_detectors import email


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jan.Jansen@Webcircuit.NET", "jan.jansen@webcircuit.net"),
        ("jan%40firma.nl", "jan@firma.nl"),
        ("jan [at] firma.nl", "jan@firma.nl"),
        ("jan(apenstaartje)firma.nl", "jan@firma.nl"),
        ("info@münchen.de", "info@münchen.de"),
        ("a@b.co.uk", "a@b.co.uk"),
        ("jan@firma.amsterdam", "jan@firma.amsterdam"),
        ('"jan jansen"@firma.nl', '"jan jansen"@firma.nl'),
    ],
)
def test_addresses(text: str, value: str) -> None:
    verdict = email.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.confidence, verdict.attributes) == (value, 0.95, {})


@pytest.mark.parametrize(
    "text",
    [
        "jan@localhost", "jan@web01", "jan@ad.corp.local", "jan@kantoor.internal", "jan..p@firma.nl", "jan.@firma.nl",
        f"{'a' * 65}@firma.nl", "jan@co.uk", "jan@4.17.21", "foo@2x.png", "icon@2x.io", "sip:jan@firma.nl",
        "postgresql://u:p@db.firma.nl", "cid:part1@firma.nl", "hostmaster", "webcircuit.nl", "“@firma.nl",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert email.validate(text) is None


@pytest.mark.parametrize(
    "text", ["a@example.com", "a@mail.example.org", "a@example.net", "a@klant.test", "a@x.example", "a@y.invalid"]
)
def test_reserved_domains_are_test_values(text: str) -> None:
    verdict = email.validate(text)
    assert verdict is not None
    assert verdict.attributes == {"test": True}
    assert "test-value" in verdict.reasons


@pytest.mark.parametrize(
    "text",
    [
        "git@github.com",
        "9f86d081884c7d659a2feaa0c55ad015@mail.firma.nl",
        "550e8400-e29b-41d4-a716-446655440000@firma.nl",
        "20240115102233.GA1234@mail.firma.nl",
        "CAF+abcdefghijklmnopqrstuvwxyz0123456789@mail.gmail.com",
        "123.456.JavaMail.root@app01.firma.nl",
        "AM0PR04MB1234@AM0PR04MB1234.eurprd04.prod.outlook.com",
    ],
)
def test_names_of_messages_and_repositories_are_merely_possible(text: str) -> None:
    verdict = email.validate(text)
    assert verdict is not None
    assert verdict.confidence < 0.5


def test_hostmaster() -> None:
    verdict = email.validate(r"SOA  ns1.webcircuit.net. jan\.jansen.webcircuit.net")
    assert verdict is not None
    assert (verdict.value, verdict.attributes) == ("jan.jansen@webcircuit.net", {"category": "hostmaster"})
    assert verdict.span == (25, 51)


@pytest.mark.parametrize("text", ["SOA ns1.webcircuit.net. localhost", "SOA ns1.webcircuit.net. root.web01"])
def test_a_hostmaster_without_a_domain(text: str) -> None:
    assert email.validate(text) is None


def test_quotes_are_not_part_of_an_address() -> None:
    verdict = email.validate("“jan@firma.nl")
    assert verdict is not None
    assert (verdict.value, verdict.span) == ("jan@firma.nl", (1, 13))


def test_the_suffix_list_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    email.registrable.cache_clear()
    email._extract.cache_clear()
    assert email.registrable("post.webcircuit.net") is True
    assert email.registrable("web01") is False
