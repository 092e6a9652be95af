"""The canaries are what they claim to be, and none escapes the search."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from urllib.parse import quote

import phonenumbers
import pytest
from stdnum import iban, imei, luhn
from stdnum.nl import bsn, btw

from tests.canaries import CANARIES, assert_no_canary


def test_are_valid() -> None:
    assert bsn.is_valid(CANARIES["bsn"])
    assert imei.is_valid(CANARIES["imei"])
    assert luhn.is_valid(CANARIES["iccid"])
    assert luhn.is_valid(CANARIES["payment_card"])
    assert iban.is_valid(CANARIES["iban"])
    assert btw.is_valid(CANARIES["vat"])
    assert phonenumbers.is_valid_number(phonenumbers.parse(CANARIES["phone"]))


def test_silence_passes(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("*******57, ***@***.nl", encoding="utf-8")
    assert_no_canary(tmp_path, "nothing here", b"nor here")


LEAKS = {
    "as it is": lambda value: value.encode(),
    "without separators": lambda value: "".join(filter(str.isalnum, value)).encode(),
    "in UTF-16": lambda value: f"x{value}".encode("utf-16"),
    "in hexadecimal": lambda value: value.encode().hex().encode(),
    "percent-encoded": lambda value: quote(value, safe="").encode(),
    "in JSON": lambda value: json.dumps(value).encode(),
    "in base64": lambda value: base64.b64encode(value.encode()),
    "in base64, one further": lambda value: base64.b64encode(b"x" + value.encode() + b"y"),
    "in base64, two further": lambda value: base64.b64encode(b"xy" + value.encode() + b"z"),
    "backwards": lambda value: value[::-1].encode(),
    "compressed": lambda value: gzip.compress(value.encode()),
}


@pytest.mark.parametrize("entity", CANARIES)
@pytest.mark.parametrize("leak", LEAKS)
def test_each_leak_is_found(leak: str, entity: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LEAKS[leak](CANARIES[entity]))
    with pytest.raises(AssertionError, match=r"stands in .*log"):
        assert_no_canary(tmp_path)


def test_names_of_files_count(tmp_path: Path) -> None:
    (tmp_path / f"{CANARIES['bsn']}.tmp").touch()
    with pytest.raises(AssertionError, match="the name of"):
        assert_no_canary(tmp_path)
