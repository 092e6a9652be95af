"""The key file: made once, readable by its owner alone, replaced and destroyed wholly."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pdscan import privacy
from pdscan.errors import CredentialError
from pdscan.privacy import destroy_key, load_key, replace_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "pdscan.key"


def test_is_made_on_first_use(path: Path) -> None:
    key = load_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.read_text(encoding="ascii") == key.hex() + "\n"
    assert load_key(path) == key


def test_is_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        load_key(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_is_not_made_when_not_asked_for(path: Path) -> None:
    with pytest.raises(CredentialError, match=r"no key file .*pdscan\.key"):
        load_key(path, create=False)
    assert not path.exists()


def test_many_at_once_get_one_key(path: Path) -> None:
    start = threading.Barrier(8)

    def load(_: int) -> bytes:
        start.wait()
        return load_key(path)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load, range(8)))) == 1


def test_another_process_is_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = load_key(path)
    answers = iter([FileNotFoundError()])
    real = privacy._read_private

    def read(file: Path) -> str:
        for error in answers:
            raise error
        return real(file)

    monkeypatch.setattr(privacy, "_read_private", read)
    assert load_key(path) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_refuses_a_file_that_others_can_read(path: Path, mode: int) -> None:
    key = load_key(path)
    path.chmod(mode)
    with pytest.raises(CredentialError, match=f"can be read by others .mode {mode:04o}.; run `chmod 600 ") as caught:
        load_key(path)
    assert key.hex() not in str(caught.value)


def test_an_empty_file_is_no_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "_PATIENCE", 0.05)
    path.parent.mkdir()
    path.touch(0o600)
    with pytest.raises(CredentialError, match="holds no fingerprint key"):
        load_key(path)


def test_waits_for_another_process_to_write(path: Path) -> None:
    path.parent.mkdir()
    path.touch(0o600)
    writer = threading.Timer(0.1, path.write_text, [bytes(32).hex()])
    writer.start()
    assert load_key(path) == bytes(32)
    writer.join()


def test_binary_and_folders_are_no_keys(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CredentialError, match="can't be read: Is a directory"):
        load_key(path)
    other = path / "binary"
    other.touch(0o600)
    other.write_bytes(b"\xff\xfe")
    with pytest.raises(CredentialError, match="can't be read: it is no plain text"):
        load_key(other)


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CredentialError, match="can't be read: Not a directory"):
        load_key(tmp_path / "file" / "pdscan.key")


def test_a_folder_that_takes_no_file() -> None:
    with pytest.raises(CredentialError, match="can't be made: "):
        load_key(Path("/proc/no/pdscan.key"))


def test_replacing_overwrites_the_old_one(path: Path) -> None:
    old = load_key(path)
    witness = path.with_name("witness")
    os.link(path, witness)
    new = replace_key(path)
    assert new != old
    assert load_key(path) == new
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert old.hex().encode() not in witness.read_bytes()
    assert sorted(file.name for file in path.parent.iterdir()) == ["pdscan.key", "witness"]


def test_replacing_makes_a_missing_one(path: Path) -> None:
    assert replace_key(path) == load_key(path, create=False)


def test_what_can_not_be_replaced_stays(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CredentialError, match="can't be replaced: Is a directory"):
        replace_key(path)
    assert [file.name for file in path.parent.iterdir()] == ["pdscan.key"]


def test_destroying_overwrites_and_removes(path: Path) -> None:
    old = load_key(path)
    witness = path.with_name("witness")
    os.link(path, witness)
    destroy_key(path)
    assert not path.exists()
    assert old.hex().encode() not in witness.read_bytes()
    with pytest.raises(CredentialError, match="was destroyed already, or never made"):
        destroy_key(path)


def test_destroying_a_folder(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CredentialError, match="can't be destroyed: Is a directory"):
        destroy_key(path)
