"""A config becomes settings: the one of the manual, the smallest, and none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from pdscan.errors import UsageError
from pdscan.model import Binding
from pdscan.protocols import Limits
from pdscan.settings import Reference, Settings, find, load
from pdscan.settings.schema import text

MANUAL = r"""
store: sqlite:///pdscan.db
key: {file: pdscan.key}          # or {env: NAME}, {command: "…"}; made on first use, mode 0600
register: register.yaml
systems:
  - name: crm
    target: postgresql://scanner@db.example/crm
    password: {env: CRM_PASSWORD}
    sample: 100000               # rows per table; full when left out
    bindings:
      - {location: "public.domain_owners", service: Domeinen, record_date: created_at, customer: customer_id}
end_of_service:
  - {system: crm, query: "select customer_id, service, ended_on from contracts"}
detectors:
  - {entity: connection_id, pattern: 'SVC-\d{7}', labels: {nl: [serviceid], en: [service id]}}
schedule:
  - {name: nightly, systems: [crm], cron: "0 2 * * *", window: "22:00-06:00"}
notify:
  - {to: "mailto:dpo@example.org", on: new, severity: high}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return tmp_path


def written(folder: Path, content: str, name: str = "pdscan.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_the_config_of_the_manual(home: Path) -> None:
    (home / "register.yaml").touch()
    path = written(home, MANUAL)
    found = load(path)
    assert found.path == path
    assert found.store == f"sqlite:///{home}/pdscan.db"
    assert (found.key.kind, found.key.argument) == ("file", f"{home}/pdscan.key")
    assert found.register_file == home / "register.yaml"
    crm = found.system("crm")
    assert found.systems == (crm,)
    assert (crm.target, crm.sample, crm.include, crm.max_rate) == (
        "postgresql://scanner@db.example/crm", 100_000, (), None,
    )  # fmt: skip
    assert crm.password is not None
    assert (crm.password.kind, crm.password.argument) == ("env", "CRM_PASSWORD")
    assert found.bindings() == (
        Binding(
            system="crm", location="public.domain_owners", service="Domeinen",
            record_date="created_at", customer="customer_id",
        ),
    )  # fmt: skip
    [ends] = found.end_of_service
    assert (ends.system, ends.query, ends.table, ends.csv) == (
        "crm", "select customer_id, service, ended_on from contracts", None, None,
    )  # fmt: skip
    [own] = found.detectors
    assert (own.entity, own.pattern, dict(own.labels)) == (
        "connection_id", r"SVC-\d{7}", {"nl": ("serviceid",), "en": ("service id",)},
    )  # fmt: skip
    [plan] = found.schedule
    assert (plan.name, plan.systems, plan.cron, plan.window) == ("nightly", ("crm",), "0 2 * * *", "22:00-06:00")
    [notice] = found.notify
    assert (notice.to, notice.on, notice.severity) == ("mailto:dpo@example.org", "new", "high")


def test_the_smallest_config_has_defaults(home: Path) -> None:
    found = load(written(home / "project", "# nothing yet\n"))
    assert found.store == f"sqlite:///{home}/project/pdscan.db"
    assert found.key == Reference(file=home / "project/pdscan.key")
    assert (found.systems, found.register_file, found.entities, found.lang, found.workers) == (
        (),
        None,
        None,
        None,
        None,
    )
    assert found.min_confidence == 0.5
    assert found.limits.limits() == Limits()


def test_without_a_config_data_is_the_users(home: Path) -> None:
    found = load(None)
    assert found.path is None
    assert found.store == f"sqlite:///{home}/data/pdscan/pdscan.db"
    assert found.key.file == home / "data/pdscan/pdscan.key"


def test_beside_the_users_own_config_is_no_data(home: Path) -> None:
    path = written(home / "config/pdscan", "lang: nl\nregister: register.yaml\n")
    (path.parent / "register.yaml").touch()
    found = load(path)
    assert found.store == f"sqlite:///{home}/data/pdscan/pdscan.db"
    assert found.key.file == home / "data/pdscan/pdscan.key"
    assert found.register_file == home / "config/pdscan/register.yaml"


def test_where_a_config_is_looked_for(home: Path) -> None:
    assert find() is None
    users = written(home / "config/pdscan", "")
    assert find() == users
    here = written(home / "work", "")
    found = find()
    assert found is not None
    assert found.resolve() == here
    named = written(home, "", "other.yaml")
    assert find(named) == named


def test_paths_are_relative_to_the_config(home: Path) -> None:
    (home / "ends.csv").touch()
    (home / "secret").touch()
    found = load(
        written(
            home,
            """
            store: postgresql://pdscan@db/pdscan
            key: {file: ~/keys/pdscan.key}
            systems:
              - {name: a, target: share/archief, password: {file: secret}}
              - {name: b, target: maildir:mail}
              - {name: c, target: "sqlite:///crm.db"}
              - {name: d, target: /srv/share}
              - {name: e, target: "sqlite:////srv/crm.db"}
              - {name: f, target: "sqlite://"}
              - {name: g, target: "sqlite:///:memory:"}
              - {name: h, target: "file:///srv/share"}
              - {name: i, target: "mbox:/srv/mail.mbox"}
              - {name: j, target: "~/share"}
            end_of_service: [{csv: ends.csv}]
            """,
        )
    )
    assert [each.target for each in found.systems] == [
        f"{home}/share/archief", f"maildir:{home}/mail", f"sqlite:///{home}/crm.db", "/srv/share",
        "sqlite:////srv/crm.db", "sqlite://", "sqlite:///:memory:", "file:///srv/share", "mbox:/srv/mail.mbox",
        f"{home}/share",
    ]  # fmt: skip
    assert found.store == "postgresql://pdscan@db/pdscan"
    assert found.key.file == home / "keys/pdscan.key"
    assert found.systems[0].password == Reference(file=home / "secret")
    assert found.end_of_service[0].csv == home / "ends.csv"


def test_what_yaml_would_misread(home: Path) -> None:
    found = load(
        written(
            home,
            """
            systems:
              - &first
                name: "no"
                target: x
                bindings:
                  - {location: a, service: b, legal_hold: 2027-12-31}
                  - {location: c, service: d, legal_hold: "2028-02-29"}
              - <<: *first
                name: "yes"
            notify: [{to: "syslog://localhost", on: all}]
            limits: {seconds: 60, expanded: 1000000}
            """,
        )
    )
    assert [each.name for each in found.systems] == ["no", "yes"]
    assert [each.legal_hold for each in found.bindings()] == [date(2027, 12, 31), date(2028, 2, 29)] * 2
    assert [each.system for each in found.bindings()] == ["no", "no", "yes", "yes"]
    assert found.notify[0].on == "all"
    assert found.limits.limits() == Limits(seconds=60.0, expanded=1_000_000)


def test_utf_16_and_a_byte_order_mark(home: Path) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        path = home / f"{encoding}.yaml"
        path.write_bytes("systems: [{name: café, target: x}]".encode(encoding))
        assert load(path).systems[0].name == "café"


@pytest.mark.parametrize(
    ("content", "kind", "argument"),
    [
        ("{env: KEY}", "env", "KEY"),
        ("{command: pass show key}", "command", "pass show key"),
        ("{keyring: db.example/crm/scanner}", "keyring", "db.example/crm/scanner"),
    ],
)
def test_sources_of_secrets(home: Path, content: str, kind: str, argument: str) -> None:
    key = load(written(home, f"key: {content}\n")).key
    assert (key.kind, key.argument) == (kind, argument)


def test_a_customer_may_be_a_column_that_is_no_expression(home: Path) -> None:
    content = 'systems: [{name: a, target: b, bindings: [{location: c, service: d, customer: "klant(nr"}]}]'
    assert load(written(home, content)).bindings()[0].customer == "klant(nr"


def test_a_system_that_is_not_there(home: Path) -> None:
    found = load(written(home, "systems: [{name: crm, target: x}, {name: share, target: y}]"))
    with pytest.raises(UsageError, match=r"no system of the config is called “cmr”; did you mean “crm”\?"):
        found.system("cmr")
    with pytest.raises(UsageError, match="called “zzz”; there are: crm, share"):
        found.system("zzz")
    with pytest.raises(UsageError, match="called “crm”; there are: none"):
        Settings().system("crm")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().lang = "nl"  # type: ignore[misc]


def test_the_published_schema_is_that_of_the_code() -> None:
    published = Path(__file__).parents[3] / "docs/config.schema.json"
    assert published.read_text(encoding="utf-8") == text(), "run `python -m pdscan.settings > docs/config.schema.json`"


def test_the_schema_explains_every_key() -> None:
    schema = json.loads(text())
    parts = [schema, *schema["$defs"].values()]
    keys = [(part["title"], key, each) for part in parts for key, each in part["properties"].items()]
    assert len(keys) > 50
    assert [(title, key) for title, key, each in keys if not each.get("description")] == []
    assert "register" in schema["properties"]


def test_the_schema_is_written_by_the_module() -> None:
    command = [sys.executable, "-m", "pdscan.settings"]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    assert subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode() == text()
