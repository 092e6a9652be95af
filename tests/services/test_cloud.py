"""WebDAV and S3: certificates verified, keys by reference, versions by ETag, and names that only a bucket can have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import CredentialError, TargetError, UsageError
from pdscan.model import Item, Skipped, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan_targets import remote, webdav
from pdscan_targets.cloud import TARGET
from tests.canaries import assert_no_canary
from tests.services import shares
from tests.services.moto import SECRET, Moto, moto
from tests.services.scanning import scan, skipped, told
from tests.services.shares import Served

LOGIN: dict[str, Any] = {"password": lambda: f"scanner:{SECRET}", "encrypt": False}


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Moto, Path]]:
    """A server with the planted tree in the bucket `klanten`, and that tree."""
    folder = tmp_path_factory.mktemp("objects")
    shares.plant(folder)
    with moto() as server:
        server.upload(folder / "share", "klanten")
        yield server, folder / "share"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a server that isn't there."""
    monkeypatch.setattr(remote, "PAUSES", ())


def target(url: str, **options: Any) -> Target:
    return TARGET(url, TargetOptions(system="s", **options))


def contents(read: Target, since: str | None = None) -> dict[str | None, object]:
    """The bytes of items and the reasons of skips in the topmost directory."""
    found: dict[str | None, object] = {}
    for each in read.read(Unit(".", "directory"), since):
        if isinstance(each, Item):
            with each.open() as stream:
                found[each.path] = stream.read()
        elif isinstance(each, Skipped):
            found[each.location.item] = each.reason
    return found


def test_a_bucket_holds_what_the_disk_holds(objects: tuple[Moto, Path]) -> None:
    server, folder = objects
    found, on_disk = scan(server.url("klanten"), **LOGIN), scan(str(folder))
    assert told(found) == told(on_disk)
    assert skipped(found.values()) == {}
    archive = scan(server.url("klanten/archief"), **LOGIN)
    assert told(archive) == told(scan(str(folder / "archief")))


def test_since_goes_by_etag(objects: tuple[Moto, Path]) -> None:
    server, _ = objects
    server.client.create_bucket(Bucket="werk", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for name in ("a", "b", "c"):
        server.client.put_object(Bucket="werk", Key=name, Body=b"eerst")
    with closing(target(server.url("werk"), **LOGIN)) as bucket:
        assert len(contents(bucket)) == 3
        cursor = bucket.cursor(Unit(".", "directory"))
        assert contents(bucket, cursor) == {}
        server.client.put_object(Bucket="werk", Key="b", Body=b"later")
        server.client.delete_object(Bucket="werk", Key="c")
        assert contents(bucket, cursor) == {"b": b"later"}
        assert bucket.cursor(Unit(".", "directory")) != cursor


def test_names_that_only_a_bucket_has(objects: tuple[Moto, Path]) -> None:
    server, _ = objects
    server.client.create_bucket(Bucket="namen", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for key in ("a", "a/b", "leeg//x", "map/", "map/c d#é?%.txt", ".."):
        server.client.put_object(Bucket="namen", Key=key, Body=b"" if key == "map/" else key.encode())
    with closing(target(server.url("namen"), **LOGIN)) as bucket:
        units = [unit for unit in bucket.units() if isinstance(unit, Unit)]
        assert [unit.name for unit in units] == [".", "a", "leeg", "map"]
        found = {item.path: item.open().read() for u in units for item in bucket.read(u) if isinstance(item, Item)}
        skips = [skip.reason for unit in units for skip in bucket.read(unit) if isinstance(skip, Skipped)]
    assert found == {"a": b"a", "b": b"a/b", "c d#é?%.txt": "map/c d#é?%.txt".encode()}
    assert skips == ["not a regular file", "not a regular file"]


def test_nothing_is_sent_in_the_clear_unless_the_config_allows_it(objects: tuple[Moto, Path]) -> None:
    server, _ = objects
    with pytest.raises(UsageError, match="in the clear; use an endpoint with https://"):
        target(server.url("klanten"))
    with pytest.raises(UsageError, match="in the clear; use webdavs://"):
        webdav.TARGET("webdav://host/x", TargetOptions(system="s"))


def test_a_key_without_its_secret_is_told(objects: tuple[Moto, Path]) -> None:
    with closing(target(objects[0].url("klanten"), password=lambda: "Geheim-3141", encrypt=False)) as bucket:
        with pytest.raises(CredentialError, match="ACCESS_KEY_ID:SECRET_ACCESS_KEY") as raised:
            list(bucket.units())
        assert "Geheim" not in str(raised.value)


def test_a_bucket_that_is_not_there(objects: tuple[Moto, Path]) -> None:
    with closing(target(objects[0].url("nergens"), **LOGIN)) as bucket, pytest.raises(TargetError) as raised:
        list(bucket.units())
    assert_no_canary(str(raised.value), repr(raised.value), planted=[SECRET])


def test_a_certificate_that_nobody_vouches_for_is_refused(webdav_share: Served) -> None:
    options = {**webdav_share.options, "ca": None}
    refused = pytest.raises(TargetError, match="its certificate is not trusted")
    with closing(webdav.TARGET(webdav_share.url("share"), TargetOptions(system="s", **options))) as share, refused:
        share.check()


@pytest.mark.parametrize("url", ["s3:", "s3:///x", "s3://bucket?wat=1", "fsspec+nee"])
def test_what_is_no_url_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="is written as"):
        target(url)


def test_any_protocol_of_fsspec(tmp_path: Path) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map/a.txt").write_text("a")
    with closing(target(f"fsspec+local://{tmp_path}")) as share:
        assert [unit.name for unit in share.units() if isinstance(unit, Unit)] == [".", "map"]
    with closing(target("fsspec+nietsvandien://x")) as share, pytest.raises(UsageError, match="knows no protocol"):
        list(share.units())
