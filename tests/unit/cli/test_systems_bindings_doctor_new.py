"""`pdscan systems check`, `bindings suggest`, `doctor` and `new detector`, as their users meet them."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.cli import doctor, systems
from pdscan.errors import PluginError
from tests.unit.cli import estate
from tests.unit.cli.conftest import Run

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    estate.share(tmp_path / "share")
    estate.database(tmp_path / "crm.db")
    (tmp_path / "register.yaml").write_text(estate.REGISTER, "utf-8")
    (tmp_path / "pdscan.yaml").write_text(
        "systems:\n- {name: crm, target: 'sqlite:///crm.db'}\n- {name: share, target: share}\n", "utf-8"
    )
    return tmp_path


@pytest.fixture
def postgresql() -> Iterator[Callable[[str, str], int]]:
    """A server that says no to everybody, in PostgreSQL's words: gives its port."""
    opened: list[socket.socket] = []

    def serve(code: str, words: str) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)
        threading.Thread(target=_refuse, args=(server, code, words), daemon=True).start()
        return int(server.getsockname()[1])

    yield serve
    for each in opened:
        each.close()


def _refuse(server: socket.socket, code: str, words: str) -> None:
    fields = f"SFATAL\0VFATAL\0C{code}\0M{words}\0\0".encode()
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with closing(client):
            while len(head := client.recv(8)) == 8:
                size, wanted = struct.unpack("!ii", head)
                if wanted in (80877103, 80877104):  # encryption? no
                    client.sendall(b"N")
                    continue
                client.recv(size)
                client.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)
                break


def test_every_system_of_the_config_is_checked(organisation: Path, call: Run) -> None:
    done = call("systems", "check")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"crm: ok: \S+ can read 2 units", lines[0])
    assert lines[1] == "  warning: this account could write; a read-only one is safer"
    assert re.fullmatch(r"share: ok: \S+ can read 3 units", lines[2])
    assert not (organisation / "pdscan.db").exists()


def test_a_system_by_name_as_json(organisation: Path, call: Run) -> None:
    found = json.loads(call("systems", "check", "--system", "crm", "--format", "json").stdout)
    assert list(found) == ["crm"]
    assert {name: value for name, value in found["crm"].items() if name != "identity"} == {
        "readable": 2,
        "could_write": True,
        "problems": [],
        "remarks": [],
    }


def test_what_may_not_be_read_is_told(organisation: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "identity": "scanner",
        "readable": 3,
        "could_write": False,
        "problems": ["salaries: no permission"],
        "remarks": ["mounted read-only"],
    }
    monkeypatch.setattr(systems, "_checked", lambda url, options: found)
    done = call("systems", "check", "--system", "crm")
    assert done.stdout == (
        "crm: ok: scanner can read 3 units\n  note: mounted read-only\n  not readable: salaries: no permission\n"
    )
    assert done.returncode == 0


def test_a_system_that_is_not_there_does_not_hide_the_others(organisation: Path, call: Run) -> None:
    done = call("systems", "check", "weg", "sqlite:///weg.db", "share")
    assert done.returncode == 3
    assert done.stdout.splitlines()[:2] == [
        "weg: can't be read: there is no weg; check the path",
        "weg.db: can't be read: there is no weg.db; check the path",
    ]
    assert "share: ok" in done.stdout


def test_a_dead_server(organisation: Path, call: Run) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    done = call("systems", "check", f"postgresql://scanner@127.0.0.1:{port}/crm")
    assert done.returncode == 3
    assert done.stdout == (
        f"crm: can't be read: postgresql+psycopg://scanner@127.0.0.1:{port}/crm: unreachable; "
        "the connection can't be made, or broke\n"
    )


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        (
            "28P01",
            'password authentication failed for user "scanner"',
            "no permission; the user name or password was refused",
        ),
        ("28000", 'role "scanner" does not exist', "no permission; the user name or password was refused"),
        (
            "28000",
            'no pg_hba.conf entry for host "10.0.0.1"',
            "no permission; the user name or password was refused",
        ),
        ("3D000", 'database "crm" does not exist', "unreachable; the server has no such database"),
        (
            "53300",
            "sorry, too many clients already",
            "refused; the server is short of memory, disk or connections",
        ),
    ],
)
def test_a_server_that_says_no(
    organisation: Path,
    call: Run,
    monkeypatch: pytest.MonkeyPatch,
    postgresql: Callable[[str, str], int],
    code: str,
    words: str,
    expected: str,
) -> None:
    port = postgresql(code, words)
    monkeypatch.setenv("CRM_PASSWORD", "geheim")
    (organisation / "pdscan.yaml").write_text(
        f"systems:\n- name: crm\n  target: postgresql://scanner@127.0.0.1:{port}/crm\n"
        "  password: {env: CRM_PASSWORD}\n"
    )
    done = call("systems", "check")
    assert done.returncode == 3
    assert done.stdout == f"crm: can't be read: postgresql+psycopg://scanner:***@127.0.0.1:{port}/crm: {expected}\n"
    scan = call("scan", "--debug", "--verbose")
    assert scan.returncode == 3
    assert "geheim" not in scan.stdout + scan.stderr + done.stderr


def test_a_password_that_is_not_there(organisation: Path, call: Run) -> None:
    (organisation / "pdscan.yaml").write_text(
        "systems:\n- {name: crm, target: 'postgresql://scanner@127.0.0.1/crm', password: {env: PDSCAN_NO_SUCH}}\n"
    )
    done = call("systems", "check")
    assert done.returncode == 3
    assert done.stdout == (
        "crm: can't be read: the password of crm is to come from the environment variable PDSCAN_NO_SUCH, "
        "which is not set; set it, or name another source in the config\n"
    )


def test_a_missing_driver_names_its_package(organisation: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    done = call("systems", "check", "db2://scanner@127.0.0.1/crm", "share")
    assert done.returncode == 3
    assert done.stdout.startswith(
        "crm: can't be read: reading db2 databases needs the package ibm_db_sa; get it with: pip install 'ibm_db_sa'\n"
    )
    monkeypatch.setattr("pdscan_targets.sql_connect.find_spec", lambda name: None)
    done = call("systems", "check", "postgresql://scanner@127.0.0.1/crm")
    assert "needs the package psycopg[binary]; get it with: pip install 'pdscan[postgresql]'" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--system", "cmr"], "no system of the config is called “cmr”; did you mean “crm”?"),
        (["nope://x"], "nothing here reads “nope:” targets"),
        (["--config", "weg.yaml"], "weg.yaml: there is no file weg.yaml"),
    ],
)
def test_wrong_usage_of_systems(organisation: Path, call: Run, arguments: list[str], message: str) -> None:
    done = call("systems", "check", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_bindings_are_proposed_as_yaml_to_paste(organisation: Path, call: Run) -> None:
    from pdscan.settings import load

    call("scan", "--workers", "1")
    done = call("bindings", "suggest", "--register", "register.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert '      - {location: "customers", service: "Hosting"}' in done.stdout
    assert '      # - {location: "archief", service: "DNS"}' in done.stdout
    for name in ("crm", "share"):
        target = "sqlite:///crm.db" if name == "crm" else "share"
        done = subprocess.CompletedProcess(
            done.args, 0, done.stdout.replace(f'name: "{name}"', f'name: "{name}"\n    target: "{target}"'), ""
        )
    (organisation / "pasted.yaml").write_text(done.stdout, "utf-8")
    found = {(each.system, each.location, each.service) for each in load(organisation / "pasted.yaml").bindings()}
    assert found == {("crm", "customers", "Hosting"), ("share", ".", "Hosting")}


def test_bindings_go_to_a_file(organisation: Path, call: Run) -> None:
    call("scan", "--workers", "1")
    done = call("bindings", "suggest", "--register", "register.yaml", "--output", "voorstel.yaml")
    assert (done.returncode, done.stdout) == (0, "")
    assert "customers" in (organisation / "voorstel.yaml").read_text("utf-8")


def test_what_is_bound_needs_no_proposal(organisation: Path, call: Run) -> None:
    (organisation / "pdscan.yaml").write_text(
        "systems:\n- {name: share, target: share, bindings: [{location: '**', service: Hosting}]}\n"
    )
    call("scan", "--workers", "1")
    done = call("bindings", "suggest", "--register", "register.yaml")
    assert done.stderr == "every place of the last scan is bound already\n"
    assert call("bindings", "suggest", "--register", "register.yaml", "--quiet").stderr == ""


def test_bindings_need_a_register_and_a_scan(organisation: Path, call: Run) -> None:
    done = call("bindings", "suggest")
    assert done.returncode == 2
    assert done.stderr == "pdscan: there is no register to bind to: give --register FILE, or name one in the config\n"
    done = call("bindings", "suggest", "--register", "register.yaml")
    assert done.returncode == 2
    assert "there is no store" in done.stderr


def test_the_doctor_finds_everything(call: Run) -> None:
    done = call("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    first, *lines = done.stdout.splitlines()
    assert re.fullmatch(r"pdscan \d+\.\d+\.\d+ on Python 3\.\d+\.\d+, linux \w+", first)
    for group in ("detectors", "targets", "formats", "reports"):
        assert f"  {group}: {', '.join(plugins.names(group))}" in lines


def test_the_doctor_says_how_to_get_what_is_missing(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    done = call("doctor")
    assert done.returncode == 0
    assert "missing  psycopg      pip install 'psycopg[binary]': PostgreSQL databases" in done.stdout
    assert "missing  hyperscan    pip install 'hyperscan': detection is some ten times slower without it" in done.stdout


def test_the_doctor_knows_what_ocr_can_read(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "  ok       tesseract    nld, eng\n" in call("doctor").stdout
    monkeypatch.setattr(doctor, "LANGUAGES", ["nld", "fra"])
    assert "missing  tesseract    apt-get install tesseract-ocr tesseract-ocr-nld" in call("doctor").stdout
    monkeypatch.setenv("PATH", "/nowhere")
    assert "missing  tesseract    apt-get install tesseract-ocr tesseract-ocr-nld" in call("doctor").stdout


def test_the_doctor_finds_a_plugin_that_cannot_be_loaded(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    load = plugins.load

    def broken(group: str, name: str) -> object:
        if name == "bsn":
            raise PluginError("detector “bsn” of pdscan can't be loaded: No module named 'stdnum'; install stdnum")
        return load(group, name)

    monkeypatch.setattr(plugins, "load", broken)
    done = call("doctor")
    assert done.returncode == 3
    assert "No module named 'stdnum'; install stdnum" in done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of this project a new detector touches."""
    folder = tmp_path / "checkout"
    shutil.copytree(CHECKOUT / "detectors", folder / "detectors")
    shutil.copytree(CHECKOUT / "tests/cases", folder / "tests/cases")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    return folder


CHECK = """
import sys
from importlib import import_module
from pathlib import Path
from pdscan import plugins
from pdscan.detection import Scanner
from pdscan.detection.cases import check, load

module = import_module(f"pdscan_detectors.{sys.argv[1]}")
assert Path(module.__file__).is_relative_to(Path.cwd()), module.__file__
cases = load(Path(f"tests/cases/{sys.argv[1]}.yaml"))
for detectors in ([module.DETECTOR], [*plugins.load_all("detectors").values(), module.DETECTOR]):
    scanner = Scanner(detectors)
    for case in cases:
        assert not list(check(scanner, case)), (case.why, list(check(scanner, case)))
print(len(cases))
"""


@pytest.mark.parametrize("name", ["customer_number", "aardvark", "zz_top"])
def test_a_new_detector_works_at_once(checkout: Path, call: Run, name: str) -> None:
    done = call("new", "detector", name, cwd=checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"wrote detectors/pdscan_detectors/{name}.py\nwrote tests/cases/{name}.yaml\nwrote pyproject.toml\n"
        f"now change them, and run: make install && make test TESTS='-k {name}'\n"
    )
    lines = (checkout / "pyproject.toml").read_text("utf-8").splitlines()
    section = lines[lines.index('[project.entry-points."pdscan.detectors"]') + 1 :]
    section = section[: section.index("")]
    assert f'{name} = "pdscan_detectors.{name}:DETECTOR"' in section
    assert section == sorted(section)
    environment = {**os.environ, "PYTHONPATH": str(checkout / "detectors")}
    python = [sys.executable, "-c", CHECK, name]
    checked = subprocess.run(python, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert (checked.stdout, checked.stderr) == ("6\n", "")


def test_a_new_detector_is_as_clean_as_the_others(checkout: Path, call: Run) -> None:
    call("new", "detector", "customer_number", cwd=checkout)
    module = checkout / "detectors/pdscan_detectors/customer_number.py"
    for command in (["-m", "ruff", "check"], ["-m", "ruff", "format", "--check"], ["-m", "doctest"]):
        environment = {**os.environ, "PYTHONPATH": str(checkout / "detectors")}
        done = subprocess.run(
            [sys.executable, *command, str(module)],
            cwd=checkout,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_detector_like_another(checkout: Path, call: Run) -> None:
    assert call("new", "detector", "steuernummer", "--like", "kvk", cwd=checkout).returncode == 0
    written = (checkout / "detectors/pdscan_detectors/steuernummer.py").read_text("utf-8")
    known = (checkout / "detectors/pdscan_detectors/kvk.py").read_text("utf-8")
    assert written == known.replace('entity="kvk"', 'entity="steuernummer"')
    assert (checkout / "tests/cases/steuernummer.yaml").read_text("utf-8").startswith("entity: steuernummer\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Bsn"], "“Bsn” is no name for an entity: use lower case letters, digits and underscores"),
        (["../x"], "“../x” is no name for an entity"),
        (["bsn"], "there is a detector called “bsn” already"),
        (["x", "--like", "bsm"], "no detector is called “bsm”; there are: address, analytics_account, bsn,"),
    ],
)
def test_wrong_names_write_nothing(checkout: Path, call: Run, arguments: list[str], message: str) -> None:
    before = sorted(checkout.rglob("*"))
    done = call("new", "detector", *arguments, cwd=checkout)
    assert done.returncode == 2
    assert message in done.stderr
    assert sorted(checkout.rglob("*")) == before


def test_a_new_detector_needs_a_checkout(call: Run) -> None:
    done = call("new", "detector", "x")
    assert done.returncode == 2
    assert done.stderr == "pdscan: this is no checkout of pdscan: change to the folder with its pyproject.toml\n"
