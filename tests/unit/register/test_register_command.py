"""`pdscan register` as its users type it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pdscan.cli import main, register_text
from pdscan.cli.options import default_language, format_by_suffix, write_output
from pdscan.cli.register import command
from pdscan.errors import RegisterError, UsageError
from pdscan.register import Difference, diff, load
from pdscan.register.reading import parse


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in an empty folder; errors come through as they are."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")

    def ran(*arguments: object) -> Result:
        return CliRunner().invoke(
            command, [str(argument) for argument in arguments], catch_exceptions=False, standalone_mode=False
        )

    return ran


def test_import_writes_yaml_and_tells_what_is_unclear(
    run: Callable[..., Result], statement_file: Callable[[str], Path]
) -> None:
    path = statement_file("txt")
    result = run("import", path)
    assert result.stdout.startswith("# yaml-language-server: $schema=register.schema.json\n")
    assert len(parse(result.stdout.encode()).entries) == 25
    assert result.stderr == (
        "verklaring.txt: 25 rows, 16 services\n"
        "Not understood:\n"
        "  line 24: “Afhankelijk van de gebruiker”: no length and no event\n"
    )
    assert run("import", path, "--lang", "nl").stderr.splitlines()[1:] == [
        "Niet begrepen:",
        "  regel 24: “Afhankelijk van de gebruiker”: geen lengte en geen gebeurtenis",
    ]
    assert run("import", path, "--quiet").stderr == ""


def test_import_to_a_file_twice_gives_the_same_bytes(
    run: Callable[..., Result], statement_file: Callable[[str], Path]
) -> None:
    path = statement_file("pdf")
    output = Path("register.yaml")
    contents = []
    for _ in range(2):
        result = run("import", path, "--output", output)
        assert (result.stdout, result.return_value) == ("", 0)
        contents.append(output.read_bytes())
    assert contents[0] == contents[1]
    assert stat.S_IMODE(output.stat().st_mode) == 0o644
    assert list(Path().iterdir()) == [output]


def test_import_takes_the_format_by_the_suffix(
    run: Callable[..., Result], statement_file: Callable[[str], Path]
) -> None:
    path = statement_file("txt")
    run("import", path, "--output", "register.json")
    assert json.loads(Path("register.json").read_text(encoding="utf-8"))["entries"][0]["id"] == "algemeen-1"
    with pytest.raises(UsageError, match=r"the suffix names no format; use one of \.yaml, \.yml, \.json, or --format"):
        run("import", path, "--output", "register.txt")
    run("import", path, "--output", "register.txt", "--format", "yaml")
    assert run("import", "register.json", "--format", "yaml", "-q").stdout.splitlines()[2].startswith("statement:")


def test_import_can_keep_the_ids_of_an_earlier_one(
    run: Callable[..., Result], statement_file: Callable[[str], Path]
) -> None:
    path = statement_file("txt")
    run("import", path, "--output", "old.yaml")
    shorter = path.read_text(encoding="utf-8").replace("\t<i>Bedrijfsnaam voor facturatie</i>", "\t")
    path.write_text(shorter, encoding="utf-8")
    kept = parse(run("import", path, "--previous", "old.yaml").stdout.encode())
    assert [entry.id for entry in kept.entries][:4] == ["algemeen-1", "algemeen-2", "algemeen-4", "algemeen-5"]


def test_show_finds_the_register(run: Callable[..., Result], statement_file: Callable[[str], Path]) -> None:
    with pytest.raises(UsageError, match="there is no register here; give FILE or --register"):
        run("show")
    run("import", statement_file("txt"), "--output", "register.yaml")
    shown = json.loads(run("show", "--format", "json").stdout)
    assert len(shown["entries"]) == 25
    Path("register.yaml").rename("elders.yaml")
    assert json.loads(run("show", "--format", "json", "--register", "elders.yaml").stdout) == shown
    assert json.loads(run("show", "elders.yaml", "--format", "json").stdout) == shown
    Path("pdscan.yaml").write_text("register: elders.yaml\n", encoding="utf-8")
    assert json.loads(run("show", "--format", "json").stdout) == shown
    Path("pdscan.yaml").write_text("register: elders.yaml\nlang: nl\n", encoding="utf-8")
    assert run("show").stdout.splitlines()[0].endswith("25 regels, 16 diensten")
    assert run("show", "--lang", "en").stdout.splitlines()[0].endswith("25 rows, 16 services")
    run("show", "elders.yaml", "--output", "shown.json")
    assert json.loads(Path("shown.json").read_text(encoding="utf-8")) == shown


def test_show_in_words(run: Callable[..., Result], statement_file: Callable[[str], Path]) -> None:
    lines = run("show", statement_file("txt")).stdout.splitlines()
    assert lines[0] == "verklaring.txt · Webcircuit Internet Solutions · 2018-06-03 · 25 rows, 16 services"
    assert lines[2] == "Algemeen"
    assert lines[5].split("  ")[1] == "algemeen-1 → name, telephone number, e-mail address"
    assert [line for line in lines if line.startswith("  Sessie id")] != []
    assert lines[-1] == "  line 24: “Afhankelijk van de gebruiker”: no length and no event"
    assert all(line == line.rstrip() and len(line) <= 120 for line in lines)
    dutch = run("show", statement_file("txt"), "--lang", "nl").stdout
    assert "Gevraagd buiten de tabel" in dutch
    assert "Afhankelijk van de gebruiker" in dutch
    assert dutch.count("  verantwoordelijke  ") == 16


def test_show_says_what_is_open(run: Callable[..., Result]) -> None:
    Path("register.yaml").write_text(
        "entries:\n"
        "- {id: web-1, service: Web, retention: {kind: undetermined}}\n"
        "- {id: web-2, service: Web, data: Naam, categories: [person_name],\n"
        "   retention: {kind: end_of_service, length: P7Y, text: 7 jaar erna}}\n"
        "unclear: [{line: 3, page: 2, text: x, why: an open list}, {why: no date of the statement was found}]\n",
        encoding="utf-8",
    )
    assert [" ".join(line.split()) for line in run("show").stdout.splitlines()] == [
        "undated · 2 rows, 1 service",
        "",
        "Web",
        "can’t be computed ? ?",
        "web-1 → ?",
        "Naam 7 jaar erna (P7Y after ? ?",
        "web-2 → name the end of the service)",
        "",
        "Not understood",
        "page 2, line 3: “x”: an open list",
        "no date of the statement was found",
    ]


def test_lint_fails_on_request(run: Callable[..., Result], statement_file: Callable[[str], Path]) -> None:
    path = statement_file("txt")
    results = json.loads(run("lint", path, "--format", "json", "--as-of", "2026-11-24").stdout)
    assert results[0] == {
        "rule": "bsn-without-legal-obligation",
        "severity": "high",
        "entry": "domeinen-2",
        "message": "The BSN stands here on the ground “Uitvoering overeenkomst”. A BSN may be kept only where a law "
        "says so (UAVG article 46): name that law, or leave the BSN out.",
    }
    assert run("lint", path).return_value == 0
    assert run("lint", path, "--fail-on", "high").return_value == 1
    assert "statement-outdated" in [each["rule"] for each in results]
    young = json.loads(run("lint", path, "--format", "json", "--as-of", "2019-01-01").stdout)
    assert "statement-outdated" not in [each["rule"] for each in young]


def test_lint_in_words_begins_with_the_gravest(
    run: Callable[..., Result], statement_file: Callable[[str], Path]
) -> None:
    lines = run("lint", statement_file("txt"), "--lang", "nl").stdout.splitlines()
    assert lines[0] == "hoog    bsn-without-legal-obligation: domeinen-2 (regel 32)"
    assert lines[1].startswith("        Het BSN staat hier")
    severities = [line.split()[0] for line in lines if line[:1].strip()]
    assert severities == ["hoog"] * 3 + ["midden"] * 4 + ["laag"] * 3


def test_lint_of_a_clean_register(run: Callable[..., Result]) -> None:
    Path("register.yaml").write_text(
        "statement: {dated: 2999-01-01}\n"
        "entries: [{id: web-1, service: Web, data: Naam, categories: [person_name],"
        " retention: {kind: length, length: P1Y}, responsible: {role: controller}, ground: {kind: contract}}]\n",
        encoding="utf-8",
    )
    result = run("lint", "--fail-on", "low")
    assert (result.stdout, result.return_value) == ("nothing found\n", 0)


def test_diff_names_rows_and_what_changed(run: Callable[..., Result], statement_file: Callable[[str], Path]) -> None:
    path = statement_file("txt")
    run("import", path, "--output", "old.yaml")
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("Drie jaar", "Vier jaar"),
        ("3 juni 2018", "1 mei 2026"),
        ("Contactgegevens sleutelhouders.", "Contactgegevens en handtekening sleutelhouders."),
        ("<u>247 Alarm</u>", "<u>Alarm</u>"),
        ("<u>DNS</u>", "<u>Wifi</u>\t<i>Wachtwoord</i>\tEén jaar\tWij\tToestemming\n<u>DNS</u>"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    assert run("diff", "old.yaml", path).stdout.splitlines() == [
        "~ date: 2018-06-03 → 2026-05-01",
        "+ added: alarm-1: Contactgegevens en handtekening sleutelhouders.",
        "+ added: wifi-1: Wachtwoord",
        "- removed: 247-alarm-1: Contactgegevens sleutelhouders.",
        "~ changed: algemeen-5: Informatie aangeleverd door gebruiker voor supportvragen",
        "    retention: length P3Y “Drie jaar” → length P4Y “Vier jaar”",
    ]
    shown = json.loads(run("diff", "old.yaml", path, "--format", "json").stdout)
    assert [entry["id"] for entry in shown["added"]] == ["alarm-1", "wifi-1"]
    assert [entry["id"] for entry in shown["removed"]] == ["247-alarm-1"]
    assert shown["changed"] == [
        {
            "id": "algemeen-5",
            "was": "algemeen-5",
            "changes": {
                "retention": {
                    "old": {"kind": "length", "length": "P3Y", "text": "Drie jaar"},
                    "new": {"kind": "length", "length": "P4Y", "text": "Vier jaar"},
                }
            },
        }
    ]
    assert shown["dated"] == {"old": "2018-06-03", "new": "2026-05-01"}
    assert run("diff", path, path, "--lang", "nl").stdout == "geen verschil\n"
    assert json.loads(run("diff", path, path, "--format", "json").stdout)["dated"] is None


def test_diff_shows_every_kind_of_field() -> None:
    base = "{id: web-1, service: Web, data: Naam, categories: [%s], retention: {kind: length, length: P1Y}%s}"
    old = parse(f"entries: [{base % ('', '')}]".encode())
    new = parse(
        f"entries: [{base % ('email', ', responsible: {role: controller, text: Wij}')}]".replace(
            "web-1", "w-2"
        ).encode()
    )
    assert register_text.diff(diff(old, new), "en").splitlines() == [
        "~ changed: w-2 (web-1): Naam",
        "    categories: – → email",
        "    responsible: “” → controller “Wij”",
    ]
    assert register_text.diff(Difference(dated=("", "2026-01-01")), "nl") == "~ datum: zonder datum → 2026-01-01\n"


def test_schema_is_the_one_of_the_docs(run: Callable[..., Result]) -> None:
    assert json.loads(run("schema").stdout)["title"] == "pdscan register"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["import", "nowhere.txt"],
            "pdscan: nowhere.txt: can't be read: No such file or directory; name another file\n",
        ),
        (
            ["show", "wrong.yaml"],
            "pdscan: wrong.yaml: line 1: unknown key “entires”; did you mean “entries”?\n"
            "pdscan: wrong.yaml: line 1: “entries” is missing\n",
        ),
        (["lint", "--as-of", "gisteren"], None),
    ],
)
def test_what_is_wrong_ends_with_exit_code_2(
    arguments: list[str], message: str | None, run: Callable[..., Result], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("wrong.yaml").write_text("entires: []\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["register", *arguments])
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    if message is not None:
        assert err.replace("\nwrong.yaml", "\npdscan: wrong.yaml") == message


def test_a_register_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "register.yaml"
    with pytest.raises(
        UsageError, match="can't be written: No such file or directory; name another file with --output"
    ):
        write_output(path, "x")
    folder = tmp_path / "register.yaml"
    folder.mkdir()
    with pytest.raises(UsageError, match="can't be written"):
        write_output(folder, "x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["register.yaml"]


def test_output_goes_through_links_and_to_what_is_no_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    write_output(link, "één\n")
    assert link.is_symlink()
    assert real.read_bytes() == "één\n".encode()
    assert stat.S_IMODE(real.stat().st_mode) == 0o644
    write_output(Path("/dev/null"), "x")
    assert not Path("/dev/null").is_file()


def test_the_language_is_the_locale_s(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert default_language() == "en"
    monkeypatch.setenv("LANG", "nl_BE.UTF-8")
    assert default_language() == "nl"
    monkeypatch.setenv("LC_ALL", "en_GB")
    assert default_language() == "en"


def test_a_format_comes_from_the_flag_then_the_suffix_then_the_default() -> None:
    suffixes = {".json": "json"}
    assert format_by_suffix("text", Path("a.json"), suffixes, "text") == "text"
    assert format_by_suffix(None, Path("A.JSON"), suffixes, "text") == "json"
    assert format_by_suffix(None, None, suffixes, "text") == "text"


def test_on_a_terminal_there_is_colour_but_not_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    register = parse(b"entries: [{id: web-1, service: Web, retention: {kind: undetermined}}]")
    assert register_text.Look.of(None) == register_text.Look(80, color=True)
    assert register_text.Look.of(Path("register.txt")) == register_text.Look(120, color=False)
    shown = register_text.show(register, "en", register_text.Look.of(None))
    assert "\x1b[33m?" in shown
    assert "\x1b" not in register_text.show(register, "en")
    monkeypatch.setenv("NO_COLOR", "1")
    assert register_text.Look.of(None).color is False


def test_a_register_error_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as caught:
        load(tmp_path / "a.yaml")
    assert caught.value.exit_code == 2
