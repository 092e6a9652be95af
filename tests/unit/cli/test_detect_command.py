"""`pdscan detect`, to the letter of its contract."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pdscan.cli import main


def records(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_one_match_a_line(pdscan) -> None:
    done = pdscan("detect", "--format", "ndjson", text="één\nen dan\nhet BSN is: 111222333.\n")
    assert done.returncode == 0
    [match] = records(done.stdout)
    assert list(match)[:8] == ["entity", "path", "line", "start", "end", "confidence", "mask", "reasons"]
    assert match["entity"] == "bsn"
    assert match["path"] == "-"
    assert (match["line"], match["start"], match["end"]) == (3, 12, 21)
    assert match["mask"] == "*******33"
    assert match["reasons"] == ["checksum", "label:bsn"]
    assert match["confidence"] == 0.93
    assert "111222333" not in done.stdout + done.stderr


def test_values_are_shown_when_asked(pdscan) -> None:
    done = pdscan("detect", "--format", "ndjson", "--lines", "--show-values", text="BSN 111222333\nx\nBSN 123456782")
    assert [(each["line"], each["value"]) for each in records(done.stdout)] == [(1, "111222333"), (3, "123456782")]


def test_lines_are_documents_of_their_own(pdscan) -> None:
    text = "BSN:\n111222333\n"
    together = pdscan("detect", "--format", "ndjson", text=text)
    assert [each["reasons"] for each in records(together.stdout)] == [["checksum", "above:bsn"]]
    assert pdscan("detect", "--format", "ndjson", "--lines", text=text).stdout == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lines_in_every_usual_encoding(pdscan, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "lines.txt").write_bytes("één BSN 111222333\r\nBSN 123456782".encode(encoding))
    done = pdscan("detect", "--format", "ndjson", "--lines", "lines.txt")
    assert [(each["line"], each["start"]) for each in records(done.stdout)] == [(1, 8), (2, 4)]


def test_files_are_decoded_by_their_format(pdscan, tmp_path: Path) -> None:
    (tmp_path / "k.csv").write_text("naam;bsn;order\nJan;111222333;123456782\nPiet;123456782;111222333\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "oud.zip", "w") as archive:
        archive.writestr("lijst.html", "<p>BSN: 111<b>222</b>333</p>")
    done = pdscan("detect", "--format", "ndjson", "k.csv", "oud.zip")
    found = [(each["path"], each.get("field"), each["line"], each["start"]) for each in records(done.stdout)]
    assert found[:2] == [("k.csv", "bsn", 2, 4), ("k.csv", "bsn", 3, 5)]
    assert [each[0] for each in found[2:]] == ["oud.zip!/lijst.html"]


def test_entities_and_confidence_are_chosen(pdscan) -> None:
    text = "BSN 111222333 mail jan@bedrijf.nl\n123456782\n"
    only = pdscan("detect", "--format", "ndjson", "--entities", "email", text=text)
    assert [each["entity"] for each in records(only.stdout)] == ["email"]
    every = pdscan("detect", "--format", "ndjson", "--min-confidence", "0.1", "--entities", "bsn", text=text)
    assert [each["confidence"] for each in records(every.stdout)] == [0.93, 0.3]


@pytest.mark.parametrize("matcher", ["hyperscan", "re"])
def test_matchers_agree(pdscan, matcher: str) -> None:
    text = "BSN 111222333, IBAN NL91ABNA0417164300, tel. 06-12345678\n" * 3
    auto = pdscan("detect", "--format", "ndjson", text=text)
    assert pdscan("detect", "--format", "ndjson", "--matcher", matcher, text=text).stdout == auto.stdout
    assert len(records(auto.stdout)) == 9


def test_json_and_csv(pdscan) -> None:
    text = "BSN 111222333\nBSN 123456782\n"
    document = json.loads(pdscan("detect", "--format", "json", text=text).stdout)
    assert [each["line"] for each in document] == [1, 2]
    assert json.loads(pdscan("detect", "--format", "json", text="niets").stdout) == []
    rows = list(csv.DictReader(io.StringIO(pdscan("detect", "--format", "csv", text=text).stdout)))
    assert [(row["entity"], row["line"], row["mask"]) for row in rows] == [
        ("bsn", "1", "*******33"),
        ("bsn", "2", "*******82"),
    ]


def test_an_output_file_is_private_and_whole(pdscan, tmp_path: Path) -> None:
    done = pdscan("detect", "--format", "ndjson", "--show-values", "--output", "out.ndjson", text="BSN 111222333")
    assert done.returncode == 0
    assert done.stdout == ""
    assert stat.S_IMODE((tmp_path / "out.ndjson").stat().st_mode) == 0o600
    assert records((tmp_path / "out.ndjson").read_text())[0]["value"] == "111222333"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".out")] == []


def test_values_in_a_redirected_file_become_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.txt"
    source.write_text("BSN 111222333\n")
    target = tmp_path / "out.txt"
    with target.open("w") as out:
        monkeypatch.setattr("sys.stdout", out)
        with pytest.raises(SystemExit) as ended:
            main(["detect", "--show-values", str(source)])
    assert ended.value.code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_fail_on(pdscan) -> None:
    assert pdscan("detect", "--fail-on", "high", text="BSN 111222333").returncode == 1
    assert pdscan("detect", "--fail-on", "high", text="mail jan@bedrijf.nl").returncode == 0
    assert pdscan("detect", "--fail-on", "low", text="mail jan@bedrijf.nl").returncode == 1
    assert pdscan("detect", "--fail-on", "low", text="niets").returncode == 0


def test_what_cannot_be_read_is_told(pdscan, tmp_path: Path) -> None:
    (tmp_path / "kapot.zip").write_bytes(b"PK\x03\x04" + os.urandom(50))
    (tmp_path / "goed.txt").write_text("BSN 111222333")
    done = pdscan("detect", "--format", "ndjson", "kapot.zip", "goed.txt")
    assert done.returncode == 3
    assert len(records(done.stdout)) == 1
    assert "skipped kapot.zip (damaged" in done.stderr


def test_what_cannot_be_read_in_a_folder_is_named(pdscan, tmp_path: Path) -> None:
    (tmp_path / "map/diep").mkdir(parents=True)
    (tmp_path / "map/diep/lus").symlink_to("lus")
    os.mkfifo(tmp_path / "map/pijp")
    done = pdscan("detect", "map")
    assert done.returncode == 3
    assert "skipped map/diep/lus (link loop" in done.stderr
    assert "skipped map/pijp (not a regular file: named pipe)" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["weg.txt"], "weg.txt: there is no such file or folder"),
        (["--entities", "bsm"], "did you mean “bsn”?"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--nonsense"], "No such option"),
        (["--output", "geen/map/uit.txt"], "can't be written"),
        (["--config", "weg.yaml"], "weg.yaml"),
    ],
)
def test_wrong_usage(pdscan, arguments: list[str], message: str) -> None:
    done = pdscan("detect", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_text_explains_itself(pdscan) -> None:
    done = pdscan("detect", "--explain", "--lang", "nl", text="BSN 111222333, bsn 111222334\n")
    assert "bsn 0.93: de controle klopt; er staat “bsn” bij" in done.stdout
    assert "geen bsn: het lijkt erop, maar de controle klopt niet" in done.stdout
    assert "1 gevonden: 1 bsn" in done.stderr


def test_own_entities_from_the_config(pdscan, tmp_path: Path) -> None:
    (tmp_path / "pdscan.yaml").write_text(
        "detectors:\n- {entity: connection_nr, pattern: 'SVC-\\d{7}', labels: {nl: [serviceid]}}\n", "utf-8"
    )
    done = pdscan(
        "detect", "--config", "pdscan.yaml", "--format", "ndjson", text="ServiceId SVC-1234567 en XSVC-1234567"
    )
    assert [(each["entity"], each["start"]) for each in records(done.stdout)] == [("connection_nr", 10)]


def test_names_of_files_cannot_speak_to_the_terminal(pdscan, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31mb.txt").write_text("BSN 111222333")
    done = pdscan("detect", ".")
    assert "\x1b" not in done.stdout + done.stderr
    assert "a\\x1b[31mb.txt:1:5" in done.stdout


def test_a_hundred_megabytes_in_little_memory(pdscan, tmp_path: Path) -> None:
    line = (
        "2026-01-02 INFO verwerkt order=123456789 klant Jansen; BSN 111222333\n" + "gewone tekst zonder getallen\n" * 40
    )
    with (tmp_path / "groot.log").open("w") as file:
        for _ in range(100_000_000 // len(line)):
            file.write(line)
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [Path(sys.executable).with_name("pdscan"), "detect", "--format", "ndjson", "--output", "uit.ndjson"]
    done = subprocess.run(
        [sys.executable, "-c", measure, *command, "groot.log"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) < 300 * 1024
    with (tmp_path / "uit.ndjson").open() as found:
        assert sum(1 for _ in found) == 100_000_000 // len(line)
