"""What is personal goes in and does not come out: not in output, logs, errors, tracebacks, stores or files."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pdscan.cli import main
from tests.canaries import CANARIES, assert_no_canary
from tests.canary import planted

PASSWORD = "kanarie-Wachtw00rd!"
PDSCAN = str(Path(sys.executable).with_name("pdscan"))
TARGETS = ["share", "sqlite:///crm.db", "maildir:mail", "mbox:in.mbox"]
OURS = ("home", "tmp", "uit")
"""The folders into which pdscan may write; the others are the organisation's."""

CONFIG = """
systems:
- {name: share, target: share, bindings: [{location: "**", service: Hosting, customer: "(?P<customer>K[0-9]+)"}]}
- {name: crm, target: "sqlite:///crm.db", bindings: [{location: "**", service: DNS, customer: bsn}]}
- {name: mail, target: "maildir:mail"}
- {name: in, target: "mbox:in.mbox"}
- {name: leaky, target: "leaky:read"}
- {name: server, target: "postgresql://scanner@127.0.0.1:1/crm", password: {env: CANARY_PASSWORD}}
end_of_service:
- {system: crm, query: "select bsn, 'DNS', '2024-01-31' from klanten"}
store: sqlite:///home/pdscan.db
key: {file: home/pdscan.key}
register: register.yaml
"""
REGISTER = """
entries:
- id: hosting-1
  service: Hosting
  categories: [bsn]
  retention: {kind: length, length: P1Y, text: Eén jaar}
  responsible: {role: controller, text: Voorbeeld}
  ground: {kind: contract, text: Overeenkomst}
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("organisation")
    planted.share(folder / "share")
    planted.database(folder / "crm.db")
    planted.maildir(folder / "mail")
    planted.mbox(folder / "in.mbox")
    planted.plugins(folder / "plugins")
    (folder / "pdscan.yaml").write_text(CONFIG, "utf-8")
    (folder / "register.yaml").write_text(REGISTER, "utf-8")
    for name in OURS:
        (folder / name).mkdir()
    return folder


@pytest.fixture(scope="module")
def environment(organisation: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return kept | {
        "HOME": str(organisation / "home"),
        "TMPDIR": str(organisation / "tmp"),
        "PYTHONPATH": str(organisation / "plugins"),
        "CANARY_PASSWORD": PASSWORD,
        "LANG": "nl_NL.UTF-8",
    }


@pytest.fixture(scope="module")
def pdscan(organisation: Path, environment: dict[str, str]) -> Run:
    """The command, which must show nothing, neither where it prints nor where it writes."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [PDSCAN, *arguments], cwd=organisation, env=environment, capture_output=True, text=True, timeout=100
        )
        assert_silent(organisation, done.stdout, done.stderr)
        return done

    return run


@pytest.fixture
def call(
    organisation: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """The same in this process: quicker, and what any library logs is looked through, too."""
    monkeypatch.chdir(organisation)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    caplog.set_level(logging.DEBUG)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capfd.readouterr()
        assert_silent(organisation, out, err, caplog.text, *map(repr, caplog.records))
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out, err)

    return run


def assert_silent(organisation: Path, *texts: str) -> None:
    written = [organisation / name for name in OURS]
    assert_no_canary(*texts, *written, planted=[*CANARIES.values(), PASSWORD])


@pytest.fixture(scope="module")
def scanned(pdscan: Run) -> subprocess.CompletedProcess[str]:
    """A scan of everything, with all that it can be made to say."""
    return pdscan("scan", "--verbose", "--debug", "--format", "ndjson")


def test_the_scan_has_seen_the_canaries(scanned: subprocess.CompletedProcess[str]) -> None:
    """Else its silence would prove nothing."""
    found = planted.findings(scanned.stdout)
    with_bsn = {each["item"].split("!/")[0] for each in found if each["system"] == "share" and each["entity"] == "bsn"}
    assert {Path(each).name for each in with_bsn} >= planted.READABLE.keys()
    by_system = {
        system: {each["entity"] for each in found if each["system"] == system} for system in ("crm", "mail", "in")
    }
    assert all(entities >= {"bsn", "iban", "email", "imei", "phone"} for entities in by_system.values())
    assert scanned.returncode == 3


def test_the_scan_has_met_the_errors(scanned: subprocess.CompletedProcess[str]) -> None:
    lost = [each for each in map(json.loads, scanned.stdout.splitlines()) if each["type"] == "skipped"]
    told = {(each["system"], each["item"] or each["unit"]): (each["reason"], each["detail"]) for each in lost}
    assert told["share", "crash.canary"] == ("parser failed", "ValueError")
    reason, detail = told["leaky", "rijen"]
    assert reason == "parser failed"
    assert detail.startswith("RuntimeError in canary_plugins.py, line ")
    assert told["server", ""][0] == "unreachable"
    assert told["crm", "kapot"][0] == "refused"
    broken = {item.split("!/")[0] for system, item in told if system == "share"}
    assert broken >= {"half.zip", "half.gz", "half.xlsx", "half.docx", "half.pdf", "stuk.xml", "stuk.txt"}


@pytest.mark.parametrize("kind", ["txt", "json", "ndjson", "csv", "html", "sarif"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_report_shows_one(
    scanned: subprocess.CompletedProcess[str], organisation: Path, call: Run, kind: str, language: str
) -> None:
    done = call("reconcile", "--output", f"uit/rapport-{language}.{kind}", "--lang", language, "--debug")
    assert done.returncode == 0
    assert (organisation / f"uit/rapport-{language}.{kind}").stat().st_size > 1000


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "--verbose", "--debug"],
        ["bindings", "suggest"],
        ["systems", "check", "--system", "crm", "--system", "share", "--debug"],
        ["detect", "share", "--debug", "--verbose"],
        ["detect", "share", "--explain", "--format", "ndjson", "--min-confidence", "0"],
        ["detect", "share/heel/brief.txt", "--lines", "--explain", "--lang", "en"],
        ["scan", *TARGETS, "--matcher", "re", "--workers", "1", "--store", "sqlite:///uit/re.db"],
        ["scan", f"postgresql://scanner:{PASSWORD}@127.0.0.1:1/crm", "--debug", "--store", "sqlite:///uit/pw.db"],
        ["systems", "check", f"postgresql://scanner:{PASSWORD}@127.0.0.1:1/crm", "--debug"],
        ["scan", "share", "--store", f"postgresql://scanner:{PASSWORD}@127.0.0.1:1/crm", "--debug"],
        ["self-check", "uit", "--debug"],
        ["key", "rotate"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_no_command_shows_one(scanned: subprocess.CompletedProcess[str], call: Run, arguments: list[str]) -> None:
    done = call(*arguments)
    assert done.stdout + done.stderr


def test_an_internal_error_says_where_and_not_what(scanned: subprocess.CompletedProcess[str], pdscan: Run) -> None:
    for command in (["systems", "check", "leaky:read", "--debug"], ["scan", "leaky:list"]):
        assert pdscan(*command).returncode == 4
    done = pdscan("scan", "leaky:list", "--debug")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "RuntimeError: (its message is not shown: it may hold personal data)" in done.stderr
    assert "KeyError: (its message is not shown: it may hold personal data)" in done.stderr
    assert "pdscan: internal error (RuntimeError in canary_plugins.py, line " in done.stderr


def test_bad_ends_of_service_show_no_value(call: Run, organisation: Path) -> None:
    config = CONFIG.replace("'2024-01-31'", "'BSN ' || bsn")
    (organisation / "kapot.yaml").write_text(config, "utf-8")
    done = call("scan", "--config", "kapot.yaml", "--system", "crm", "--debug")
    assert done.returncode == 2
    assert "row 1 has no date that can be read; write 2026-11-24; nothing was scanned" in done.stderr


def test_a_killed_scan_leaves_nothing_behind(organisation: Path, environment: dict[str, str]) -> None:
    store = organisation / "uit/gedood.db"
    command = [PDSCAN, "scan", *TARGETS, "--store", f"sqlite:///{store}", "--max-rate", "20", "--workers", "2"]
    scan = subprocess.Popen(command, cwd=organisation, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for _ in range(300):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            if connection.execute("SELECT count(*) FROM units WHERE finished").fetchone()[0]:
                break
        assert scan.poll() is None
        time.sleep(0.05)
    scan.send_signal(signal.SIGKILL)
    output, errors = scan.communicate(timeout=60)
    assert_silent(organisation, output.decode(), errors.decode())
