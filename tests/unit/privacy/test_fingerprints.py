"""Fingerprints compare, and can't be made without the key."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdscan.errors import CredentialError
from pdscan.privacy import Fingerprinter, parse_key

KEY = bytes(range(32))


def test_is_hmac_sha_256_of_entity_and_value() -> None:
    expected = hmac.new(KEY, b"bsn\x00111222333", hashlib.sha256).hexdigest()
    assert Fingerprinter(KEY).fingerprint("bsn", "111222333") == expected


def test_another_key_gives_another_fingerprint_and_id() -> None:
    one, other = Fingerprinter(KEY), Fingerprinter(bytes(32))
    assert one.fingerprint("bsn", "111222333") != other.fingerprint("bsn", "111222333")
    assert one.key_id != other.key_id
    assert one.key_id == Fingerprinter(KEY).key_id


@given(st.text(), st.text())
def test_equal_only_when_the_values_are(one: str, other: str) -> None:
    fingerprint = Fingerprinter(KEY).fingerprint
    assert (fingerprint("bsn", one) == fingerprint("bsn", other)) == (one == other)


def test_a_lone_surrogate_has_a_fingerprint() -> None:
    assert len(Fingerprinter(KEY).fingerprint("email", "\udc80@example.nl")) == 64


def test_shows_no_key() -> None:
    assert KEY.hex() not in repr(Fingerprinter(KEY))
    assert repr(KEY) not in repr(Fingerprinter(KEY))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(CredentialError, match="shorter than 32 bytes"):
        Fingerprinter(bytes(31))


@pytest.mark.parametrize(
    "text",
    [KEY.hex(), KEY.hex().upper() + "\n", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="],
    ids=["hexadecimal", "upper case with a line end", "base64"],
)
def test_key_texts(text: str) -> None:
    assert parse_key(text, "the variable KEY") == KEY


@pytest.mark.parametrize(
    "text",
    ["", "correct horse battery staple", KEY.hex()[:-2], "zz" * 32, "é" * 64, KEY.hex() + "00"],
    ids=["nothing", "a passphrase", "a byte short", "no digits", "no ASCII", "a byte more"],
)
def test_no_key(text: str) -> None:
    with pytest.raises(CredentialError, match="the variable KEY holds no fingerprint key") as caught:
        parse_key(text, "the variable KEY")
    assert not text or text not in str(caught.value)
    assert "openssl rand -hex 32" in str(caught.value)
