"""Secrets come from four places or a person, and are shown by nothing."""

from __future__ import annotations

import copy
import logging
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from pdscan import credentials
from pdscan.credentials import Kind, Secret, resolve
from pdscan.errors import CredentialError

PASSWORD = "gehéim p@ss"
WHAT = "the password of crm"


@dataclass(frozen=True)
class Reference:
    kind: Kind
    argument: str


def failure(kind: Kind, argument: str) -> str:
    with pytest.raises(CredentialError) as caught:
        resolve(Reference(kind, argument), WHAT)()
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    assert resolve(Reference("env", "CRM_PASSWORD"))() == PASSWORD


def test_from_an_environment_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRM_PASSWORD", raising=False)
    assert failure("env", "CRM_PASSWORD") == (
        "the password of crm is to come from the environment variable CRM_PASSWORD, which is not set; "
        "set it, or name another source in the config"
    )


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_from_a_file(tmp_path: Path, end: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "password"
    path.write_bytes((PASSWORD + end).encode())
    path.chmod(0o600)
    assert resolve(Reference("file", str(path)))() == PASSWORD
    assert caplog.messages == []


def test_only_the_last_line_end_is_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes(b" two\nlines \n\n")
    assert resolve(Reference("file", str(path)))() == " two\nlines \n"


def test_warns_of_a_file_that_anybody_can_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "password"
    path.write_text(PASSWORD, encoding="utf-8")
    path.chmod(0o644)
    with caplog.at_level(logging.WARNING):
        assert resolve(Reference("file", str(path)), WHAT)() == PASSWORD
    assert caplog.messages == [f"{WHAT}: anybody can read {path}; run `chmod 600 {path}`"]


def test_from_a_file_that_is_no_such(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    start = "the password of crm is to come from the file"
    assert failure("file", f"{tmp_path}/no") == f"{start} {tmp_path}/no, which can't be read: No such file or directory"
    assert failure("file", str(tmp_path)) == f"{start} {tmp_path}, which can't be read: Is a directory"
    assert failure("file", f"{tmp_path}/binary") == (
        f"{start} {tmp_path}/binary, which can't be read: it is no UTF-8 text"
    )


def test_from_a_command() -> None:
    assert resolve(Reference("command", f"printf '%s\\n' '{PASSWORD}'"))() == PASSWORD


def test_no_shell_runs_the_command(tmp_path: Path) -> None:
    assert resolve(Reference("command", f"echo $HOME; touch {tmp_path}/made"))() == f"$HOME; touch {tmp_path}/made"
    assert list(tmp_path.iterdir()) == []


def test_from_a_command_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    start = "the password of crm is to come from the command"
    assert failure("command", f"sh -c 'echo \"{PASSWORD}\" >&2; exit 7'") == (
        f"{start} `sh`: it ended with exit code 7; run it by hand to see why"
    )
    assert failure("command", "no-such-command x") == (
        f"{start} `no-such-command`: it can't be started: No such file or directory"
    )
    unclear = "its quotes don't match, it is empty, or it prints no UTF-8 text"
    assert failure("command", f"echo '{PASSWORD}") == f"{start} `echo`: {unclear}"
    assert failure("command", "") == f"{start} ``: {unclear}"
    assert failure("command", r"printf '\377'") == f"{start} `printf`: {unclear}"
    monkeypatch.setattr(credentials, "_TIMEOUT", 0.05)
    assert failure("command", "sleep 5").startswith(f"{start} `sleep`: it was not done after 0 seconds")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A keyring that knows one password, and fails for the service `broken`."""
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")

    class KeyringError(Exception):
        pass

    def get_password(service: str, user: str) -> str | None:
        if service == "broken":
            raise KeyringError(PASSWORD)
        return PASSWORD if (service, user) == ("db.example/crm", "scanner") else None

    errors.KeyringError = KeyringError  # type: ignore[attr-defined]
    module.get_password = get_password  # type: ignore[attr-defined]
    module.errors = errors  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return module


@pytest.mark.usefixtures("keyring")
def test_from_the_keyring() -> None:
    assert resolve(Reference("keyring", "db.example/crm/scanner"))() == PASSWORD
    start = "the password of crm is to come from the keyring, which"
    assert failure("keyring", "my crm/scanner") == (
        f"{start} has no scanner at my crm; run `keyring set 'my crm' scanner`"
    )
    assert failure("keyring", "broken/scanner") == f"{start} does not answer: KeyringError"


def test_without_the_keyring_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert failure("keyring", "crm/scanner").endswith("for which a package is missing; install pdscan[keyring]")


def test_from_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return PASSWORD

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", answer)
    secret = resolve(None, WHAT, prompt=True)
    assert asked == []
    assert [secret(), secret()] == [PASSWORD, PASSWORD]
    assert asked == ["The password of crm: "]


def test_nobody_is_asked_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert resolve(None, WHAT, prompt=True)() is None


def test_there_may_be_none() -> None:
    assert resolve(None)() is None


def test_is_fetched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    secret = resolve(Reference("env", "CRM_PASSWORD"))
    assert secret() == PASSWORD
    monkeypatch.delenv("CRM_PASSWORD")
    assert secret() == PASSWORD


def test_another_process_fetches_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    secret = resolve(Reference("env", "CRM_PASSWORD"), WHAT)
    assert secret() == PASSWORD
    sent = pickle.dumps(secret)
    assert PASSWORD.encode() not in sent
    monkeypatch.setenv("CRM_PASSWORD", "new")
    assert pickle.loads(sent)() == "new"


def test_what_was_typed_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda question: PASSWORD)
    secret = Secret("prompt", "", WHAT)
    secret()
    assert pickle.loads(pickle.dumps(secret))() == PASSWORD
    assert copy.copy(secret)() == PASSWORD


def test_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    secret = resolve(Reference("env", "CRM_PASSWORD"))
    secret()
    assert [repr(secret), str(secret), f"{secret}", repr([secret])] == ["Secret(env)"] * 3 + ["[Secret(env)]"]
    assert not hasattr(secret, "__dict__")
