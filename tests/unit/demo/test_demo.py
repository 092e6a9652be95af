"""The main job, end to end: build, import, scan, reconcile, report, and every answer as in the key."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from pdscan.demo import answers, estate
from pdscan.model import Kind
from pdscan.store import Store

PDSCAN = str(Path(sys.executable).with_name("pdscan"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "webcircuit"
    done = subprocess.run(
        [PDSCAN, "demo", "--dir", folder, "--lang", "en"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all 96 answers agree" in done.stderr
    assert str(folder / "report.html") in done.stdout
    return folder


def test_the_key_has_every_kind_and_every_trap(demo: Path) -> None:
    key = yaml.safe_load((demo / estate.KEY).read_text("utf-8"))
    assert {answer["kind"] for answer in key["answers"]} == {kind.value for kind in Kind}
    assert len(key["traps"]) >= 8


def test_a_wrong_answer_is_noticed(demo: Path) -> None:
    expected = answers.read(demo / estate.KEY)
    with Store.open(f"sqlite:///{demo / 'pdscan.db'}", create=False) as store:
        discrepancies = store.discrepancies()
    assert list(answers.differences(expected, discrepancies)) == []
    missing, extra = list(answers.differences(expected[1:], discrepancies[1:]))
    assert missing.startswith("missing: ")
    assert extra.startswith("not in the key: ")


def test_the_estate_is_the_same_every_time(tmp_path: Path) -> None:
    def digest(folder: Path) -> dict[str, str]:
        estate.build(folder)
        files = [path for path in folder.rglob("*") if path.is_file() and "mail" not in path.parts]
        return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}

    one, other = digest(tmp_path / "one"), digest(tmp_path / "other")
    zipped = {name for name in one if name.endswith(".zip")}
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] != other[name]} <= zipped
    assert sum(1 for name in one if name.startswith("share/")) == 246
    assert sum(1 for path in (tmp_path / "one" / "mail").rglob("*") if path.parent.name in ("cur", "new")) == 200


def test_a_day_later_another_customer_has_left(demo: Path, tmp_path: Path) -> None:
    def overdue(day: str) -> dict[str, int]:
        command = [PDSCAN, "reconcile", "--config", demo / estate.CONFIG, "--as-of", day, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
        found = json.loads(done.stdout)["discrepancies"]
        return {
            each["unit"]: each["count"]
            for each in found
            if each["kind"] == "over_retained" and each["field"] == "email"
        }

    assert overdue("2026-11-02") == {"customers": 6, "domain_owners": 6, "hosting": 6}
    assert overdue("2026-11-01") == {"customers": 5, "domain_owners": 5, "hosting": 5}
    assert overdue("2026-10-31") == {"customers": 4, "domain_owners": 4, "hosting": 4}


def test_the_slow_matcher_and_one_worker_find_the_same(demo: Path, tmp_path: Path) -> None:
    def findings(store: str, *options: str) -> list[object]:
        where = ["--config", demo / estate.CONFIG, "--store", store, "--format", "json"]
        scan = subprocess.run(
            [PDSCAN, "scan", *where, *options, "--as-of", "2026-11-01"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert scan.returncode == 3, scan.stderr
        return json.loads(scan.stdout)["findings"]

    assert findings("sqlite:///a.db", "--matcher", "re", "--workers", "1") == findings(
        "sqlite:///b.db", "--workers", "2"
    )


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = subprocess.run([PDSCAN, "demo", "--dir", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
