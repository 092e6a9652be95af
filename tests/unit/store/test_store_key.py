"""A store and the key of its fingerprints: never mixed, and dropped together."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdscan.errors import CredentialError, StoreError
from pdscan.model import Finding, Location
from pdscan.privacy import Fingerprinter
from pdscan.settings import Reference
from pdscan.store import Store, StoredText, fingerprinter

KEY = bytes(range(32))
STARTED = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    return Reference(file=tmp_path / "pdscan.key")


def record(store: Store, fingerprints: tuple[str, ...], unit: str = "a") -> Finding:
    finding = Finding(
        location=Location("crm", unit), entity="bsn", category="bsn", count=1, confidence=0.9,
        examples=("*******33",), fingerprints=fingerprints,
    )  # fmt: skip
    scan = store.begin_scan(["crm"], started=STARTED, scope={})
    store.record_unit(
        scan, "crm", unit, findings=[finding], skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor=None
    )
    return store.scan(scan).findings[0]


def test_the_key_file_is_made_on_first_use(store: Store, reference: Reference) -> None:
    assert store.key_id is None
    made = fingerprinter(reference, store)
    assert store.key_id == made.key_id
    assert fingerprinter(reference, store) == made


def test_another_key_is_refused(store: Store, reference: Reference) -> None:
    known = fingerprinter(reference, store).key_id
    other = Fingerprinter(KEY).key_id
    with pytest.raises(StoreError) as caught:
        store.bind_key(other)
    assert str(caught.value) == (
        f"the fingerprints in store {store.url} were made with key {known}, and this is key {other}: "
        "use that key, or run `pdscan key rotate` to drop them and begin anew"
    )
    assert store.key_id == known


def test_a_key_that_is_lost_is_not_made_anew(store: Store, reference: Reference, tmp_path: Path) -> None:
    fingerprinter(reference, store)
    (tmp_path / "pdscan.key").unlink()
    with pytest.raises(CredentialError, match=r"no key file .*pdscan\.key"):
        fingerprinter(reference, store)
    assert not (tmp_path / "pdscan.key").exists()


@pytest.mark.parametrize(
    ("kind", "argument"),
    [("env", "PDSCAN_TEST_KEY"), ("command", f"echo {base64.b64encode(KEY).decode()}")],
)
def test_a_key_from_elsewhere(store: Store, monkeypatch: pytest.MonkeyPatch, kind: str, argument: str) -> None:
    monkeypatch.setenv("PDSCAN_TEST_KEY", KEY.hex())
    assert fingerprinter(Reference(**{kind: argument}), store) == Fingerprinter(KEY)


def test_no_key_elsewhere(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PDSCAN_TEST_KEY", "geheim")
    with pytest.raises(CredentialError, match="the environment variable holds no fingerprint key") as caught:
        fingerprinter(Reference(env="PDSCAN_TEST_KEY"), store)
    assert "geheim" not in str(caught.value)
    assert store.key_id is None


def test_forgetting_leaves_nothing_in_the_files(store: Store, tmp_path: Path) -> None:
    one = Fingerprinter(KEY)
    store.bind_key(one.key_id)
    fingerprint = one.fingerprint("bsn", "286759457")
    record(store, (fingerprint,))
    record(store, (), "b")
    assert store.forget_fingerprints() == 1
    assert store.key_id is None
    assert [each.fingerprints for scan in store.scans() for each in store.scan(scan.id).findings] == [(), ()]
    assert store.scan().findings[0].examples == ("*******33",)
    for path in tmp_path.iterdir():
        assert fingerprint.encode() not in path.read_bytes()
        assert one.key_id.encode() not in path.read_bytes()
    assert store.forget_fingerprints() == 0


def test_after_forgetting_any_key_may_come(store: Store) -> None:
    store.bind_key("abcdef01")
    store.forget_fingerprints()
    store.bind_key("01234567")
    assert store.key_id == "01234567"


def test_texts_are_all_that_is_text(store: Store) -> None:
    finding = Finding(
        location=Location("crm", "table", "item", "kolom"), entity="bsn", category="bsn", count=123456782,
        confidence=0.9, examples=("*******33",), attributes={"kind": "x", "number": 286759457, "small": 12},
    )  # fmt: skip
    scan = store.begin_scan(["crm"], started=STARTED, scope={"include": ["a*"]})
    store.record_unit(
        scan, "crm", "table", findings=[finding], skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor="c"
    )
    found = list(store.texts())
    assert StoredText("findings 1: examples", "bsn", "*******33") in found
    assert StoredText("findings 1: attributes", "bsn number", "286759457") in found
    assert StoredText("findings 1: attributes", "bsn kind", "x") in found
    assert StoredText("findings 1: field", "", "kolom") in found
    assert StoredText("units 1: cursor", "", "c") in found
    assert StoredText(f"scans {scan}: scope", " include", "a*") in found
    assert "12" not in {each.text for each in found}
    assert "123456782" not in {each.text for each in found}
    assert (
        repr(StoredText("findings 1: item", "bsn", "286759457")) == "StoredText(place='findings 1: item', label='bsn')"
    )
