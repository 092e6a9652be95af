"""Lists of a config in `detect` and `scan`; `pdscan tune` and `pdscan key fingerprint`."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run
from tests.unit.cli.estate import records

REGISTER = """
statement: {source: statement.txt, dated: 2024-01-01}
entries:
- id: algemeen-1
  service: Algemeen
  data: Klantnummer
  categories: [customer_number]
  retention: {kind: undetermined, text: ""}
  responsible: {role: controller, text: Webcircuit}
  ground: {kind: contract, text: Overeenkomst}
"""
CONFIG = r"""
register: register.yaml
systems:
- {name: share, target: share, bindings: [{location: "**", service: Algemeen, record_date: modified}]}
- {name: crm, target: "sqlite:///crm.db", bindings: [{location: "**", service: Algemeen}]}
detectors:
- {entity: membership, pattern: 'LID-\d{5}', labels: {nl: [lidnummer]}, category: customer_number}
allow:
- {entity: bsn, file: ours.txt}
deny:
- {entity: membership, values: [het oude lid]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "a.txt").write_text("BSN: 123456782, BSN: 908301662\nlidnummer LID-12345, het oude lid\n")
    with closing(sqlite3.connect(tmp_path / "crm.db")) as database:
        database.execute("create table t (bsn text, lid text)")
        database.executemany("insert into t values (?, ?)", [("123456782", "LID-22222"), ("908301662", "Het Oude Lid")])
        database.commit()
    (tmp_path / "register.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "ours.txt").write_text("# of ourselves\n\n1234.56.782\n", "utf-8")
    (tmp_path / "pdscan.yaml").write_text(CONFIG, "utf-8")
    return tmp_path


def counted(call: Run, *arguments: str) -> dict[tuple[str, str], int]:
    done = call("scan", "--format", "ndjson", "--quiet", *arguments)
    assert done.returncode == 0, done.stderr
    return {(each["system"], each["entity"]): each["count"] for each in records(done.stdout, "finding")}


def test_lists_and_categories_in_a_scan(project: Path, call: Run) -> None:
    done = call("scan", "--format", "ndjson", "--quiet")
    found = records(done.stdout, "finding")
    assert {(each["system"], each["entity"], each["count"]) for each in found} == {
        ("share", "bsn", 1), ("share", "membership", 2), ("crm", "bsn", 1), ("crm", "membership", 2),
    }  # fmt: skip
    assert {each["category"] for each in found if each["entity"] == "membership"} == {"customer_number"}
    undeclared = {each["entity"] for each in records(done.stdout, "discrepancy") if "undeclared" in each["kind"]}
    assert undeclared == {"bsn"}


def test_what_is_declared_can_be_missed_by_its_category(project: Path, call: Run) -> None:
    (project / "share" / "a.txt").write_text("niets")
    with closing(sqlite3.connect(project / "crm.db")) as database:
        database.execute("delete from t")
        database.commit()
    kinds = {each["kind"] for each in records(call("scan", "--format", "ndjson").stdout, "discrepancy")}
    assert kinds == {"declared_not_found"}


def test_a_changed_list_is_read_anew_for(project: Path, call: Run) -> None:
    assert counted(call)["share", "bsn"] == 1
    assert call("scan", "--since", "last", "--format", "ndjson").stderr == ""
    (project / "ours.txt").write_text("1234.56.782\n908301662\n")
    done = call("scan", "--since", "last", "--format", "ndjson")
    assert "read whole" in done.stderr
    assert "bsn" not in {each["entity"] for each in records(done.stdout, "finding")}


def test_no_listed_value_in_the_store(project: Path, call: Run) -> None:
    (project / "ours.txt").write_text("zegge-en-schrijve-dit\n")
    counted(call)
    stored = b"".join(path.read_bytes() for path in project.glob("pdscan.db*"))
    assert not re.search(rb"zegge-en-schrijve|het oude lid|123456782", stored, re.IGNORECASE)


@pytest.mark.parametrize("command", [["scan"], ["detect", "share"], ["tune", "share", "--min-confidence", "0.6"]])
def test_an_unknown_entity_has_its_line(project: Path, call: Run, command: list[str]) -> None:
    config = "allow:\n- {entity: bsn, values: ['1']}\ndeny:\n- {entity: bns, values: [x]}\n"
    (project / "pdscan.yaml").write_text(config)
    if command == ["scan"]:
        command.append("share")
    done = call(*command, "--config", "pdscan.yaml")
    assert done.returncode == 2
    assert "pdscan.yaml: line 4: unknown entity “bns”; did you mean “bsn”?" in done.stderr


def test_fingerprints_for_a_hashed_list(project: Path, call: Run) -> None:
    (project / "vips.txt").write_text("9083.01.662\n")
    done = call("key", "fingerprint", "bsn", "vips.txt", "--output", "vips.list")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[0-9a-f]{64}\n", (project / "vips.list").read_text())
    (project / "pdscan.yaml").write_text("deny:\n- {entity: bsn, file: vips.list, hashed: true}\n")
    _written(project, "nr 908301662")
    done = call("detect", "--config", "pdscan.yaml", "--format", "json", "n.txt")
    assert [(each["entity"], each["confidence"]) for each in json.loads(done.stdout)] == [("bsn", 1.0)]


def test_what_is_no_value_gets_no_fingerprint(project: Path, call: Run) -> None:
    (project / "vips.txt").write_text("908301662\n908301663\n")
    done = call("key", "fingerprint", "bsn", "vips.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 2: this is no bsn" in done.stderr
    assert "908301663" not in done.stderr
    assert "did you mean “bsn”?" in call("key", "fingerprint", "bns", "vips.txt").stderr


def test_a_hashed_list_needs_its_key_and_fingerprints(project: Path, call: Run) -> None:
    (project / "vips.list").write_text("908301662\n")
    config = project / "pdscan.yaml"
    config.write_text("deny:\n- {entity: bsn, file: vips.list, hashed: true}\n")
    done = call("detect", "--config", "pdscan.yaml", "share")
    assert done.returncode == 2
    assert "vips.list: line 1: no fingerprint of 64 hexadecimal digits" in done.stderr
    assert "908301662" not in done.stderr
    (project / "vips.list").write_text("0" * 64)
    assert "there is no key file" in call("detect", "--config", "pdscan.yaml", "share").stderr


def test_a_list_that_is_no_text(project: Path, call: Run) -> None:
    (project / "ours.txt").write_bytes(b"\xff\xfe\xfa")
    assert "ours.txt: this is no text in UTF-8" in call("scan").stderr


def _written(folder: Path, text: str) -> None:
    (folder / "n.txt").write_text(text)


def test_tune_a_threshold(project: Path, call: Run) -> None:
    _written(project, "nummer 908301662\nBSN 908301662\n")
    done = call("tune", "n.txt", "--min-confidence", "0.2", "--format", "json")
    assert done.returncode == 0, done.stderr
    [bsn] = json.loads(done.stdout)
    assert (bsn["entity"], bsn["now"], bsn["then"], bsn["gone"]["count"], bsn["new"]["count"]) == ("bsn", 1, 2, 0, 1)
    assert bsn["new"]["examples"] == [
        {"path": "n.txt", "line": 1, "start": 7, "end": 16, "confidence": 0.3, "mask": "*******62"}
    ]


def test_tune_lists_in_words(project: Path, call: Run) -> None:
    _written(project, "BSN 908301662\nBSN 111222333\nzie K-17\n")
    (project / "allow.txt").write_text("908301662\n111222333\n")
    (project / "deny.txt").write_text("k-17\n")
    lists = ("--allow", "bsn=allow.txt", "--deny", "person_name=deny.txt")
    done = call("tune", "n.txt", *lists, "--examples", "1", "--lang", "nl")
    assert [" ".join(line.split()) for line in done.stdout.splitlines()] == [
        "entiteit nu dan",
        "bsn 2 0",
        "person_name 0 1",
        "",
        "verdwijnt:",
        "n.txt:1:5 bsn 0.93 *******62",
        "bsn: en nog 1",
        "",
        "komt erbij:",
        "n.txt:3:5 person_name 1.00 ********",
    ]


def test_tune_where_nothing_changes_or_is_found(project: Path, call: Run) -> None:
    _written(project, "BSN 908301662\n")
    assert "nothing would change" in call("tune", "n.txt", "--min-confidence", "0.6").stdout
    _written(project, "niets")
    assert call("tune", "n.txt", "--min-confidence", "0.6").stdout == "nothing found\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say what is to be tried out"),
        (["--deny", "ours.txt"], "--deny ENTITY=FILE"),
        (["--allow", "bns=ours.txt"], "did you mean “bsn”?"),
        (["--allow", "our.txt"], "did you mean “ours.txt”?"),
    ],
)
def test_tune_used_wrongly(project: Path, call: Run, arguments: list[str], message: str) -> None:
    done = call("tune", "share", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_tune_says_what_it_could_not_read(project: Path, call: Run) -> None:
    (project / "share" / "b.zip").write_bytes(b"PK\3\4broken")
    done = call("tune", "share", "--min-confidence", "0.9")
    assert done.returncode == 3
    assert done.stderr.count("b.zip") == 1
