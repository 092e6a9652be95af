"""A mail server from the shell: the plan, the scan, the next scan, and not a word of passwords and mail."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pdscan.cli import main
from tests.canaries import CANARIES, assert_no_canary
from tests.services import mail
from tests.services.dovecot import OWNER, PASSWORD, Dovecot, token

CONFIG = """
store: sqlite:///{folder}/pdscan.db
key: {{file: {folder}/pdscan.key}}
workers: 1
systems:
- {{name: mail, target: "{mail}", password: {{env: MAIL_PASSWORD}}, exclude: [Groot]}}
- {{name: wrong, target: "{mail}", password: {{env: WRONG_PASSWORD}}}}
- {{name: token, target: "{token}", password: {{command: "printenv MAIL_TOKEN"}}}}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def pdscan(
    mail_server: Dovecot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """The command, which must show neither password nor mail, whatever it prints, logs or writes."""
    secrets = {"MAIL_PASSWORD": PASSWORD, "WRONG_PASSWORD": PASSWORD[::2], "MAIL_TOKEN": token()}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    config = CONFIG.format(folder=tmp_path, mail=mail_server.url(), token=mail_server.url(auth="xoauth2"))
    (tmp_path / "pdscan.yaml").write_text(config, "utf-8")
    caplog.set_level(logging.DEBUG)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--config", str(tmp_path / "pdscan.yaml")])
        out, err = capfd.readouterr()
        planted = [*CANARIES.values(), *secrets.values()]
        assert_no_canary(out, err, caplog.text, tmp_path / "pdscan.db", planted=planted)
        return int(ended.value.code or 0), out, err

    return run


def lines(out: str, kind: str) -> list[dict[str, Any]]:
    return [each for each in map(json.loads, out.splitlines()) if each["type"] == kind]


def test_the_plan(pdscan: Run) -> None:
    code, out, _ = pdscan("scan", "--system", "mail", "--plan")
    assert code == 3  # because of the folder that can't be read
    assert "Archief/2019" in out
    assert "Zwaar" in out


def test_a_scan_and_the_next(pdscan: Run, mail_server: Dovecot) -> None:
    asked = ("scan", "--system", "mail", "--format", "ndjson", "--debug", "--verbose")
    code, first, _ = pdscan(*asked)
    assert code == 3
    assert {each["entity"] for each in lines(first, "finding")} >= {"bsn", "iban", "email"}
    sessions = len(mail_server.fetched())
    code, second, _ = pdscan(*asked, "--since", "last")
    assert lines(second, "finding") == lines(first, "finding")
    assert mail_server.fetched()[sessions:] == [0, 0]
    with mail_server.delivered(".Archief.2019", bytes(mail.message(f"BSN {mail.BSN}"))):
        code, third, _ = pdscan(*asked, "--since", "last")
    new = [each for each in lines(third, "finding") if each not in lines(first, "finding")]
    assert [(each["unit"], each["field"], each["entity"]) for each in new] == [("Archief/2019", "body", "bsn")]


@pytest.mark.parametrize(
    ("system", "code", "said"),
    [
        ("mail", 0, "scanner on imaps://localhost:"),
        ("token", 0, "scanner on imaps://localhost:"),
        ("wrong", 3, "it refuses scanner with this password; check both"),
    ],
)
def test_check(pdscan: Run, system: str, code: int, said: str) -> None:
    ended, out, _ = pdscan("systems", "check", "--system", system, "--debug")
    assert (ended, said in out) == (code, True)


def test_the_owner_is_warned_of(pdscan: Run, mail_server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a password in a URL is shown by nothing but the shell that it was typed into."""
    url = mail_server.url(user=OWNER).replace("%40webcircuit.nl@", f"%40webcircuit.nl:{PASSWORD}@")
    code, out, err = pdscan("systems", "check", url)
    assert code == 0
    assert "this account could write; a read-only one is safer" in out
    assert "others on this machine can see the password" in err
