"""`pdscan scan`, to the letter of its contract."""

from __future__ import annotations

import json
import mailbox
import os
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli import estate
from tests.unit.cli.conftest import Done, Run
from tests.unit.cli.estate import BSNS, places, records

FINDING = [
    "type",
    "system",
    "unit",
    "item",
    "field",
    "entity",
    "category",
    "count",
    "distinct",
    "confidence",
    "examples",
    "oldest",
    "newest",
    "service",
]
SKIPPED = ["type", "system", "unit", "item", "reason", "detail"]
COVERAGE = ["type", "system", "units", "read", "sampled", "skipped", "bytes", "complete"]
DISCREPANCY = [
    "type",
    "id",
    "kind",
    "severity",
    "system",
    "unit",
    "field",
    "entity",
    "category",
    "service",
    "entry",
    "count",
    "limit",
    "oldest",
    "state",
    "decision",
]

CONFIG = """
register: register.yaml
systems:
- name: crm
  target: sqlite:///crm.db
  bindings:
  - {location: customers, service: DNS, record_date: created_at, customer: id}
- name: share
  target: share
  bindings:
  - {location: "**", service: Hosting, record_date: modified}
end_of_service:
- {system: crm, query: "select customer, service, ended from contracts"}
"""


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    """A share, a database, a maildir, an mbox, a register and a config for them."""
    estate.share(tmp_path / "share")
    estate.database(tmp_path / "crm.db")
    estate.maildir(tmp_path / "mail")
    estate.mbox(tmp_path / "in.mbox")
    (tmp_path / "register.yaml").write_text(estate.REGISTER, "utf-8")
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    return tmp_path


def ndjson(call: Run, *arguments: str, code: int = 0, cwd: Path | None = None) -> str:
    done: Done = call("scan", "--format", "ndjson", "--workers", "1", *arguments, cwd=cwd)
    assert (done.returncode, done.stderr) == (code, "")
    return done.stdout


def test_a_share_a_database_a_maildir_and_an_mbox_together(organisation: Path, call: Run) -> None:
    done = call("scan", "share", "sqlite:///crm.db", "maildir:mail", "mbox:in.mbox", "--format", "ndjson")
    assert (done.returncode, done.stderr) == (0, "")
    assert places(done.stdout) == [
        ("crm.db", "customers", None, "number", "bsn", 12),
        ("in.mbox", "in.mbox", "3@bedrijf.nl", "From", "email", 1),
        ("in.mbox", "in.mbox", "3@bedrijf.nl", "To", "email", 1),
        ("in.mbox", "in.mbox", "3@bedrijf.nl", "body", "bsn", 1),
        ("mail", "INBOX", "1.host", "From", "email", 1),
        ("mail", "INBOX", "1.host", "To", "email", 1),
        ("mail", "INBOX", "1.host", "body", "bsn", 1),
        ("mail", "INBOX", "2.host", "From", "email", 1),
        ("mail", "INBOX", "2.host", "To", "email", 1),
        ("mail", "INBOX", "2.host!/lijst.csv", "bsn", "bsn", 1),
        ("share", ".", "klanten.csv", "bsn", "bsn", 12),
        ("share", "archief", "brief.txt", None, "bsn", 1),
        ("share", "archief", "brief.txt", None, "email", 1),
    ]
    assert not any(value in done.stdout for value in BSNS)


def test_findings_have_the_promised_keys(organisation: Path, call: Run) -> None:
    found = records(ndjson(call, "share", "sqlite:///crm.db"), "finding")
    assert {tuple(each)[: len(FINDING)] for each in found} == {tuple(FINDING)}
    column = found[0]
    assert {name: column[name] for name in FINDING if name not in ("confidence", "examples")} == {
        "type": "finding",
        "system": "crm.db",
        "unit": "customers",
        "item": None,
        "field": "number",
        "entity": "bsn",
        "category": "bsn",
        "count": 12,
        "distinct": 12,
        "oldest": "2025-01-15",
        "newest": "2025-12-15",
        "service": None,
    }
    assert column["confidence"] > 0.95
    assert len(column["examples"]) == 3
    assert all(re.fullmatch(r"\*{7}\d\d", each) for each in column["examples"])


def test_skips_and_coverage_have_the_promised_keys(organisation: Path, call: Run) -> None:
    estate.write(organisation / "share/archief/oud.zip", b"PK\x03\x04" + bytes(60))
    output = ndjson(call, "share", code=3)
    [lost] = records(output, "skipped")
    assert list(lost)[: len(SKIPPED)] == SKIPPED
    assert [lost[name] for name in ("system", "unit", "item", "reason")] == ["share", "archief", "oud.zip", "damaged"]
    [coverage] = records(output, "coverage")
    assert list(coverage)[: len(COVERAGE)] == COVERAGE
    assert {name: coverage[name] for name in COVERAGE if name != "bytes"} == {
        "type": "coverage",
        "system": "share",
        "units": 2,
        "read": 2,
        "sampled": 0,
        "skipped": 1,
        "complete": False,
    }
    assert coverage["bytes"] > 200


def test_with_a_register_there_are_discrepancies(organisation: Path, call: Run) -> None:
    output = ndjson(call, "--config", "config.yaml", "--as-of", "2026-11-24")
    found = records(output, "discrepancy")
    assert {tuple(each)[: len(DISCREPANCY)] for each in found} == {tuple(DISCREPANCY)}
    kinds = {(each["kind"], each["system"], each["unit"], each["entity"], each["service"]) for each in found}
    assert kinds == {
        ("undeclared_for_service", "crm", "customers", "bsn", "DNS"),
        ("undeclared_for_service", "share", "archief", "email", "Hosting"),
        ("over_retained", "share", ".", "bsn", "Hosting"),
        ("over_retained", "share", "archief", "bsn", "Hosting"),
        ("declared_not_found", None, None, None, "DNS"),
    }
    late = next(each for each in found if (each["kind"], each["unit"]) == ("over_retained", "."))
    assert {name: late[name] for name in ("entry", "count", "limit", "oldest", "state", "decision")} == {
        "entry": "hosting-1",
        "count": 12,
        "limit": "2025-11-24",
        "oldest": "2024-03-01",
        "state": "new",
        "decision": None,
    }
    assert re.fullmatch(r"d-[0-9a-f]+", late["id"])
    services = {each["system"]: each["service"] for each in records(output, "finding")}
    assert services == {"crm": "DNS", "share": "Hosting"}


def test_discrepancies_keep_their_ids_and_grow_old(organisation: Path, call: Run) -> None:
    first = records(ndjson(call, "--config", "config.yaml"), "discrepancy")
    assert {each["state"] for each in first} == {"new"}
    (organisation / "share/archief/brief.txt").unlink()
    second = {each["id"]: each["state"] for each in records(ndjson(call, "--config", "config.yaml"), "discrepancy")}
    assert second.keys() == {each["id"] for each in first}
    assert {(each["system"], each["unit"], second[each["id"]]) for each in first if each["system"]} == {
        ("crm", "customers", "unchanged"),
        ("share", ".", "unchanged"),
        ("share", "archief", "gone"),
    }


@pytest.mark.parametrize("narrowed", [["--entities", "iban"], ["--include", "nergens"], ["--exclude", "*"]])
def test_what_a_narrower_scan_leaves_out_is_neither_gone_nor_missing(
    organisation: Path, call: Run, narrowed: list[str]
) -> None:
    before = records(ndjson(call, "--config", "config.yaml"), "discrepancy")
    after = records(ndjson(call, "--config", "config.yaml", *narrowed), "discrepancy")
    places = {each["id"]: each["state"] for each in after if each["system"]}
    assert places == {each["id"]: "unchanged" for each in before if each["system"]}
    assert {each["kind"] for each in after if not each["system"] and each["state"] != "gone"} == {"not_covered"}
    again = records(ndjson(call, "--config", "config.yaml"), "discrepancy")
    assert {each["state"] for each in again if each["system"]} == {"unchanged"}


def test_types_come_in_order(organisation: Path, call: Run) -> None:
    (organisation / "share/x.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    output = ndjson(call, "--config", "config.yaml", code=3)
    types = [each["type"] for each in records(output)]
    assert sorted(set(types), key=types.index) == ["finding", "skipped", "coverage", "discrepancy"]
    assert types == sorted(types, key=["finding", "skipped", "coverage", "discrepancy"].index)


@pytest.mark.parametrize("kind", ["text", "json", "csv", "html", "sarif"])
def test_every_other_format(organisation: Path, call: Run, kind: str) -> None:
    done = call("scan", "share", "--format", kind, "--workers", "1")
    assert done.returncode == 0
    beginning = {"text": "Where personal data is kept", "json": "{", "csv": "", "html": "<!doctype html", "sarif": "{"}
    assert done.stdout.lower().startswith(beginning[kind].lower())
    assert "klanten.csv" in done.stdout
    if kind in ("json", "sarif"):
        assert json.loads(done.stdout)


def test_dutch_by_locale_by_config_and_by_word(organisation: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    dutch, english = "Waar persoonsgegevens", "Where personal data"
    assert english in call("scan", "share").stdout
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    assert dutch in call("scan", "share").stdout
    assert english in call("scan", "share", "--lang", "en").stdout
    (organisation / "pdscan.yaml").write_text("lang: en\n")
    assert english in call("scan", "share").stdout
    assert dutch in call("scan", "share", "--lang", "nl").stdout


def test_workers_and_matchers_find_the_same(organisation: Path, call: Run) -> None:
    targets = ["share", "sqlite:///crm.db", "maildir:mail", "mbox:in.mbox"]
    outputs = [
        call("scan", *targets, "--format", "ndjson", *options).stdout
        for options in (["--workers", "1"], ["--workers", "2"], ["--matcher", "re"], ["--matcher", "hyperscan"])
    ]
    assert len(records(outputs[0], "finding")) == 17
    assert outputs[1:] == [outputs[0]] * 3


def test_exit_codes_of_fail_on(organisation: Path, call: Run) -> None:
    def code(*arguments: str) -> int:
        return call("scan", "--workers", "1", *arguments).returncode

    assert code("share", "--fail-on", "high") == 1
    assert code("share", "--exclude", "klanten.csv", "--exclude", "archief/**") == 0
    assert code("share", "--include", "*/lees mij.txt", "--fail-on", "low") == 0
    assert code("share", "--entities", "email", "--fail-on", "high") == 0
    assert code("share", "--entities", "email", "--fail-on", "low") == 1
    assert code("--config", "config.yaml", "--fail-on", "high") == 1
    (organisation / "share/x.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    assert code("share", "--fail-on", "high") == 3


def test_a_plan_says_what_would_be_read(organisation: Path, call: Run) -> None:
    done = call("scan", "share", "sqlite:///crm.db", "maildir:mail", "mbox:in.mbox", "--plan")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.sub(r" +", " ", line) for line in done.stdout.splitlines()]
    assert "share: 2 units, 252 bytes" in lines
    assert " directory 205 bytes ." in lines
    assert " directory 47 bytes archief" in lines
    assert " table 12 rows customers" in lines
    assert " mail folder 2 rows INBOX" in lines
    assert not (organisation / "home/.local").exists(), "a plan makes neither store nor key"


def test_a_plan_says_what_cannot_be_read(organisation: Path, call: Run) -> None:
    done = call("scan", "nergens", "share", "--plan")
    assert done.returncode == 3
    assert "  not read: unreachable: there is no nergens; check the path\n" in done.stdout
    assert "share: 2 units" in done.stdout


def test_a_plan_for_programs(organisation: Path, call: Run) -> None:
    lines = [
        json.loads(line)
        for line in call("scan", "nergens", "share", "--plan", "--format", "ndjson").stdout.splitlines()
    ]
    assert lines[0]["type"] == "skipped"
    assert (lines[0]["system"], lines[0]["reason"]) == ("nergens", "unreachable")
    assert lines[2] == {
        "type": "unit", "system": "share", "unit": "archief", "kind": "directory", "bytes": 47, "rows": None
    }  # fmt: skip
    assert call("scan", "nergens", "share", "--plan", "--output", "plan.json").returncode == 3
    assert json.loads((organisation / "plan.json").read_text()) == lines
    refused = call("scan", "share", "--plan", "--format", "sarif")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "a plan can't be written as sarif; use one of text, json, ndjson" in refused.stderr


def test_include_and_exclude(organisation: Path, call: Run) -> None:
    units = {(each[1], each[2]) for each in places(ndjson(call, "share", "--include", "archief"))}
    assert units == {("archief", "brief.txt")}
    assert {each[2] for each in places(ndjson(call, "share", "--exclude", "archief"))} == {"klanten.csv"}
    assert {each[2] for each in places(ndjson(call, "share", "--include", "**/*.csv"))} == {"klanten.csv"}


def test_entities(organisation: Path, call: Run) -> None:
    output = ndjson(call, "share", "--entities", "email,iban")
    assert {each["entity"] for each in records(output, "finding")} == {"email"}


def test_samples(organisation: Path, call: Run) -> None:
    output = ndjson(call, "sqlite:///crm.db", "--sample", "6", "--include", "customers")
    [coverage] = records(output, "coverage")
    assert (coverage["units"], coverage["read"], coverage["sampled"], coverage["rows"]) == (1, 1, 1, 6)
    assert coverage["complete"] is True
    [found] = records(output, "finding")
    assert (found["rows"], found["count"] + found["possible"]) == (6, 6)


def test_full_overrules_the_configs_sample(organisation: Path, call: Run) -> None:
    (organisation / "c.yaml").write_text("systems: [{name: crm, target: 'sqlite:///crm.db', sample: 6}]\n")
    assert records(ndjson(call, "--config", "c.yaml"), "coverage")[0]["sampled"] == 1
    assert records(ndjson(call, "--config", "c.yaml", "--full"), "coverage")[0]["sampled"] == 0


def test_what_is_merely_possible_is_kept_apart(organisation: Path, call: Run) -> None:
    estate.write(organisation / "los/a.txt", f"nummer {BSNS[4]}\n")
    [found] = records(ndjson(call, "los"), "finding")
    assert (found["entity"], found["count"], found["possible"], found["confidence"]) == ("bsn", 0, 1, 0.3)


def test_own_entities(organisation: Path, call: Run) -> None:
    (organisation / "c.yaml").write_text(
        "detectors:\n- {entity: connection_id, pattern: 'SVC-\\d{7}', labels: {nl: [serviceid]}}\n"
    )
    estate.write(organisation / "los/a.txt", "ServiceId SVC-1234567\n")
    output = ndjson(call, "los", "--config", "c.yaml", "--entities", "connection_id")
    assert places(output) == [("los", ".", "a.txt", None, "connection_id", 1)]
    assert "SVC-1234567" not in output


def test_verbose_tells_of_each_unit(organisation: Path, pdscan: Run) -> None:
    estate.write(organisation / "share/archief/oud.zip", b"PK\x03\x04" + bytes(60))
    first, second = (
        pdscan("scan", "share", "--verbose", "--workers", "1", *more) for more in ([], ["--since", "last"])
    )
    assert sorted(first.stderr.splitlines()) == ["share: .: 1 findings", "share: archief: 2 findings, 1 skipped"]
    assert sorted(second.stderr.splitlines()) == [
        "share: .: unchanged", "share: archief: 0 findings in 1 of 2 items, 1 skipped"
    ]  # fmt: skip


def test_systems_by_name(organisation: Path, call: Run) -> None:
    output = ndjson(call, "--config", "config.yaml", "--system", "crm")
    assert {each["system"] for each in records(output, "coverage")} == {"crm"}


END_OF_SERVICE = {
    "query": '{system: crm, query: "select customer, service, ended from contracts"}',
    "table": "{system: crm, table: contracts, end: ended}",
    "csv": "{csv: einde.csv, customer: klant, service: dienst, end: einde}",
}


@pytest.mark.parametrize("source", END_OF_SERVICE)
def test_ends_of_service(organisation: Path, call: Run, source: str) -> None:
    """K3 left on 29 February 2020; K0 on 31 January 2024; K2 yesterday; K1 is a customer still."""
    with closing(sqlite3.connect(organisation / "crm.db")) as connection, connection:
        connection.execute("ALTER TABLE customers ADD COLUMN mail TEXT")
        connection.execute("UPDATE customers SET mail = 'x' || id || '@bedrijf.nl'")
    (organisation / "einde.csv").write_text(
        "klant;dienst;einde\nK0;DNS;31-01-2024\nK1;DNS;\nK2;DNS;23-11-2026\nK3;DNS;29-02-2020\n"
    )
    before, _, _ = CONFIG.partition("end_of_service")
    (organisation / "c.yaml").write_text(f"{before}end_of_service:\n- {END_OF_SERVICE[source]}\n", "utf-8")
    output = ndjson(call, "--config", "c.yaml", "--system", "crm", "--as-of", "2026-11-24")
    [late] = [each for each in records(output, "discrepancy") if each["kind"] == "over_retained"]
    assert (late["field"], late["entity"], late["entry"], late["count"]) == ("mail", "email", "dns-1", 3)
    assert (late["oldest"], late["newest"]) == ("2020-02-29", "2026-11-23")
    [unknown] = [each for each in records(output, "discrepancy") if each["kind"] == "retention_unknown"]
    assert (unknown["field"], unknown["count"]) == ("mail", 8)


def test_a_file_is_as_private_as_the_user_wants(organisation: Path, call: Run) -> None:
    before = os.umask(0o077)
    try:
        call("scan", "share", "--output", "uit.html")
    finally:
        os.umask(before)
    assert stat.S_IMODE((organisation / "uit.html").stat().st_mode) == 0o600


def test_a_file_is_written_whole_or_not_at_all(organisation: Path, call: Run) -> None:
    done = call("scan", "share", "--output", "uit.ndjson")
    assert (done.returncode, done.stdout) == (0, "")
    written = (organisation / "uit.ndjson").read_text("utf-8")
    assert len(records(written, "finding")) == 3
    assert stat.S_IMODE((organisation / "uit.ndjson").stat().st_mode) == 0o644
    call("scan", "share", "--exclude", "**", "--output", "uit.ndjson")
    assert len(records((organisation / "uit.ndjson").read_text("utf-8"), "finding")) == 0
    assert [each.name for each in organisation.iterdir() if "uit" in each.name] == ["uit.ndjson"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["share", "--output", "uit.doc"], "uit.doc: the suffix names no format; use one of .csv, .html, .json"),
        (["share", "--output", "geen/uit.html"], "geen/uit.html can't be written: No such file or directory"),
        (["share", "--output", "share"], "File 'share' is a directory"),
        (["share", "--format", "xml"], "'xml' is not one of"),
        (["share", "--nonsense"], "No such option"),
        (["share", "--entities", "bsm"], "--entities: no detector finds “bsm”; did you mean “bsn”?"),
        (["share", "--fail-on", "ernstig"], "'ernstig' is not one of"),
        (["share", "--as-of", "morgen"], "“morgen” is no day; write it as 2026-11-24"),
        (["share", "--workers", "0"], "0 is not in the range x>=1"),
        (["share", "--sample", "geen"], "'geen' is not a valid integer range"),
        (["share", "--register", "weg.yaml"], "weg.yaml: can't be read: No such file or directory"),
        (["share", "--config", "weg.yaml"], "weg.yaml: there is no file weg.yaml"),
        (
            ["--config", "config.yaml", "--system", "cmr"],
            "no system of the config is called “cmr”; did you mean “crm”?",
        ),
        (["share", "--system", "crm"], "give TARGETs or --system, not both"),
        ([], "nothing to scan: give a TARGET (a path or URL), or write systems into pdscan.yaml"),
        (["gopher://host/x"], "nothing here reads “gopher:” targets; there are: a path,"),
        (["sqlite://"], "an SQLite target needs a file"),
        (["share", "--full", "--sample", "5"], "give --full or --sample, not both"),
        (["share", "--store", "crm"], "“crm” names no store; write sqlite:///pdscan.db"),
    ],
)
def test_wrong_usage_scans_nothing(organisation: Path, call: Run, arguments: list[str], message: str) -> None:
    done = call("scan", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert re.search("there is no store|the store holds no scan yet", call("report").stderr), "no scan was begun"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("systms: []\n", "line 1: unknown key “systms”; did you mean “systems”?"),
        ("systems:\n- {name: a, target: share, smaple: 3}\n", "line 2: "),
        ("systems:\n- {name: a, target: share, smaple: 3}\n", "“smaple”; did you mean “sample”?"),
        ("register: weg.yaml\n", "weg.yaml"),
        ("systems: [\n", "line "),
        ("detectors:\n- {entity: bsn, pattern: '\\d'}\n", "there is one already"),
    ],
)
def test_a_wrong_config_scans_nothing(organisation: Path, call: Run, config: str, message: str) -> None:
    (organisation / "pdscan.yaml").write_text(config, "utf-8")
    done = call("scan", "share")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{system: crm, table: contrcts}", "end of service: “crm” has no table “contrcts” that can be read"),
        ("{system: crm, table: contracts}", "end of service: “contracts” has no column “end”"),
        ('{system: crm, query: "select 1, 2"}', "end of service in crm: row 1 has no customer, service and end date"),
        ("{system: crm, query: \"select 1, 2, 'x'\"}", "row 1 has no date that can be read; write 2026-11-24"),
        ('{system: share, query: "select 1, 2, 3"}', "“share” is no database, so it can't be asked a query"),
        ('{system: crm, query: "select"}', "crm.db: refused"),
    ],
)
def test_without_ends_of_service_nothing_is_scanned(organisation: Path, call: Run, source: str, message: str) -> None:
    before, _, _ = CONFIG.partition("end_of_service")
    (organisation / "c.yaml").write_text(f"{before}end_of_service:\n- {source}\n", "utf-8")
    done = call("scan", "--config", "c.yaml")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.rstrip().endswith("nothing was scanned")
    assert done.stdout == ""


def test_a_missing_driver_costs_its_system_alone(organisation: Path, call: Run) -> None:
    done = call("scan", "hana://scanner@127.0.0.1/crm", "share", "--format", "ndjson")
    assert done.returncode == 3
    [lost] = records(done.stdout, "skipped")
    assert (lost["system"], lost["unit"], lost["reason"]) == ("crm", "", "needs a package")
    assert lost["detail"] == (
        "reading hana databases needs the package sqlalchemy-hana; get it with: pip install 'sqlalchemy-hana'"
    )
    assert [each[0] for each in places(done.stdout)] == ["share"] * 3


def test_a_password_in_a_url_is_warned_of_and_not_shown(organisation: Path, call: Run) -> None:
    done = call("scan", "oracle://scanner:geheim@127.0.0.1/crm", "--plan")
    assert "geheim" not in done.stdout + done.stderr
    assert done.stderr == (
        "warning: others on this machine can see the password in oracle://scanner:***@127.0.0.1/crm; leave it out, "
        "to be asked for it, or write the system into pdscan.yaml with `password: {env: NAME}`\n"
    )
    assert done.returncode == 3


def test_since_last_reads_only_what_changed(organisation: Path, call: Run, caplog: pytest.LogCaptureFixture) -> None:
    targets = ["share", "sqlite:///crm.db", "maildir:mail", "mbox:in.mbox"]
    first = ndjson(call, *targets)
    again = ndjson(call, *targets, "--since", "last")
    assert again == first
    estate.write(organisation / "share/nieuw.txt", f"BSN {BSNS[7]}\n")
    mail = mailbox.Maildir(organisation / "mail")
    gone = min(mail.keys())
    mail.discard(gone)
    mail.add(f"Subject: nieuw\n\nBSN {BSNS[8]}\n")
    done = call("scan", *targets, "--since", "last", "--verbose", "--format", "ndjson")
    assert {each for each in caplog.messages if not each.startswith("crm")} == {
        "share: archief: unchanged",
        "share: .: 1 findings in 1 of 3 items",
        "mail: INBOX: 1 findings in 1 of 2 items",
        "in.mbox: in.mbox: unchanged",
    }
    assert done.stdout == ndjson(call, *targets)
    items = {each[2] for each in places(done.stdout)}
    assert "nieuw.txt" in items
    assert gone not in items


def test_since_last_says_when_it_reads_everything(organisation: Path, call: Run) -> None:
    nothing = "share: no finished scan of it was asked for the same; it is read whole\n"
    done = call("scan", "share", "--since", "last", "--format", "ndjson")
    assert done.stderr == nothing
    first = done.stdout
    assert call("scan", "share", "--since", "last", "--format", "ndjson").stderr == ""
    fewer = call("scan", "share", "--since", "last", "--entities", "bsn", "--format", "ndjson")
    assert fewer.stderr == nothing
    more = call("scan", "share", "--since", "last", "--format", "ndjson")
    assert (more.stderr, more.stdout) == (nothing, first)
    assert call("scan", "share", "--since", "last", "--entities", "bsn", "--quiet").stderr == ""


def test_resuming_without_an_interrupted_scan(organisation: Path, call: Run) -> None:
    done = call("scan", "share", "--resume")
    assert done.returncode == 0
    assert done.stderr == "there is no interrupted scan of these systems; this is a new one\n"
    assert call("scan", "share", "--resume", "--quiet").stderr == ""


def test_a_key_that_the_store_does_not_know(organisation: Path, call: Run) -> None:
    call("scan", "share")
    key = organisation / "home/.local/share/pdscan/pdscan.key"
    kept = key.read_bytes()
    key.unlink()
    done = call("scan", "share")
    assert done.returncode == 2
    assert f"there is no key file {key}" in done.stderr
    key.write_text("ab" * 32)
    key.chmod(0o600)
    done = call("scan", "share")
    assert done.returncode == 4
    assert "use that key, or run `pdscan key rotate`" in done.stderr
    key.write_bytes(kept)
    assert call("scan", "share").returncode == 0


def test_equal_values_in_different_systems_have_equal_fingerprints(organisation: Path, call: Run) -> None:
    from pdscan.store import Store

    estate.write(organisation / "share/archief/brief.txt", f"Uw BSN is {BSNS[3]}.\n")
    call("scan", "share", "mbox:in.mbox", "--store", "sqlite:///s.db")
    with Store.open(f"sqlite:///{organisation}/s.db", create=False) as store:
        found = {(each.location.item, each.entity): each.fingerprints for each in store.scan().findings}
    assert len(found["klanten.csv", "bsn"]) == 3
    same = [found[item, "bsn"] for item in ("brief.txt", "3@bedrijf.nl")]
    assert (len(same[0]), same[0]) == (1, same[1])


def test_two_targets_of_one_name(organisation: Path, call: Run) -> None:
    estate.write(organisation / "elders/share/a.txt", f"BSN {BSNS[0]}\n")
    output = ndjson(call, "share", "../share", ".", cwd=organisation / "elders")
    assert [each["system"] for each in records(output, "coverage")] == ["share", "share-2", "elders"]


def test_a_full_disk_for_the_output(organisation: Path, pdscan: Run) -> None:
    import subprocess
    import sys

    command = [str(Path(sys.executable).with_name("pdscan")), "scan", "share"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=organisation, check=False)
    assert done.returncode == 4
    assert done.stderr == (
        "pdscan: the output can't be written: No space left on device; make room, or write elsewhere with --output\n"
    )
