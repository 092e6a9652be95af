"""What the manual says of the program is so: links lead somewhere, examples are valid, and nothing is left out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from pdscan import plugins, settings
from pdscan.cli.reporting import everything
from pdscan.model import SKIP_REASONS, Kind, Severity
from pdscan.privacy import mask
from pdscan.register import Register, load
from pdscan.register.reading import parse
from pdscan.register.rules import RULES
from pdscan.register.statement.formats import READERS
from pdscan.settings.model import Settings
from pdscan.store import Store
from pdscan.vocabulary import category_of, covers
from tests.docs.pages import GENERATED, PAGES, ROOT, anchors, blocks, links, name_of
from tools.reference import commands

DOCS = ROOT / "docs"
BY_HAND = [page for page in PAGES if GENERATED not in page.read_text("utf-8")]
COMMANDS = [name for name, _ in commands()]


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def first_cells(text: str) -> list[str]:
    """The first cell of every row of every table, headings left out."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [row.split("|")[1].strip() for row in rows]


def codes(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in links(DOCS / "index.md") if "://" not in link}
    assert {page for page in PAGES if page.parent == DOCS} - linked == {DOCS / "index.md"}


def test_pictures_are_there_and_not_too_large() -> None:
    pictures = {(page.parent / link).resolve() for page in PAGES for link in links(page) if link.endswith(".png")}
    assert DOCS / "images" / "report.png" in pictures
    assert {picture.name: picture.stat().st_size > 300_000 for picture in pictures} == dict.fromkeys(
        (picture.name for picture in pictures), False
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_json_examples_parse(page: Path) -> None:
    for block in blocks(page, "json"):
        try:
            json.loads(block.text)
        except json.JSONDecodeError:
            for line in block.text.splitlines():
                assert json.loads(line), f"{name_of(page)}, line {block.line}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_yaml_examples_parse(page: Path) -> None:
    for block in blocks(page, "yaml"):
        assert yaml.safe_load(block.text), f"{name_of(page)}, line {block.line}"


def test_examples_of_reports_have_the_keys_of_reports(after_make_demo: Path) -> None:
    told = [json.loads(line) for line in blocks(DOCS / "reports.md", "json")[0].text.splitlines()]
    real = {line["type"]: list(line) for line in _report(after_make_demo)}
    assert {each["type"] for each in told} == set(real)
    for each in told:
        assert list(each) == real[each["type"]][: len(each)]


def _report(root: Path) -> list[dict[str, Any]]:
    import subprocess

    from tests.docs.shell import BIN

    printed = subprocess.run(
        [BIN / "pdscan", "report", "--format", "ndjson"], cwd=root / "demo", check=True, capture_output=True
    )
    return [json.loads(line) for line in printed.stdout.splitlines()]


def test_config_example_loads_and_has_every_key(tmp_path: Path) -> None:
    example = blocks(DOCS / "config.md", "yaml")[0]
    path = tmp_path / "pdscan.yaml"
    path.write_text(example.text, "utf-8")
    loaded = settings.load(path, check_files=False)
    assert [system.name for system in loaded.systems] == ["crm", "mail", "share"]
    assert set(yaml.safe_load(example.text)) == {field.alias or name for name, field in Settings.model_fields.items()}


def test_config_page_names_every_key() -> None:
    text = text_of("config.md")
    keys = {key for model in _sections(Settings) for key in _keys(model)}
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()


def _sections(model: type[BaseModel]) -> set[type[BaseModel]]:
    module = settings.model
    return {
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, module.Section) and each is not module.Section
    }


def _keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_register_example_loads() -> None:
    (example,) = blocks(DOCS / "register.md", "yaml")
    register = parse(example.text.encode())
    assert [(entry.id, entry.retention.kind) for entry in register.entries] == [
        ("domains-1", "end_of_service"),
        ("helpdesk-1", "length"),
        ("portal-1", "undetermined"),
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained(command: str) -> None:
    pages = [name_of(page) for page in BY_HAND if re.search(rf"\b{command}\b", page.read_text("utf-8"))]
    assert pages, f"no page but cli.md says anything of `{command}`"


def test_every_make_target_in_the_pages_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = "\n".join(map(_shell_text, PAGES))
    named = set(re.findall(r"(?:^ *|`|&& )make ([a-z]+)\b", commands, re.MULTILINE))
    assert {"install", "demo", "test", "lint"} <= named
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def _shell_text(page: Path) -> str:
    """What stands in code on a page."""
    text = page.read_text("utf-8")
    return "\n".join([*re.findall(r"`[^`\n]+`", text), *(block.text for block in blocks(page))])


def test_readme_names_the_test_command() -> None:
    assert re.search(r"^make test$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


def test_readme_explains_every_exit_code() -> None:
    from pdscan import errors

    text = (ROOT / "README.md").read_text("utf-8")
    told = {int(cell) for cell in first_cells(text) if cell.isdecimal()}
    known = {each.exit_code for each in vars(errors).values() if isinstance(each, type) and hasattr(each, "exit_code")}
    assert told == known | {0, 1, 130}


def test_every_skip_reason_is_explained_once() -> None:
    assert first_cells(text_of("skip-reasons.md"))[1:] == list(SKIP_REASONS)


def test_every_lint_rule_is_explained_in_its_order() -> None:
    told = [name for cell in first_cells(text_of("register.md")) for name in codes(cell) if name in RULES]
    assert sorted(told) == sorted(RULES)


def test_every_suffix_of_a_statement_is_named() -> None:
    assert {suffix for suffix in READERS if f"`{suffix}`" not in text_of("register.md")} == set()


@pytest.mark.parametrize(
    ("group", "page"), [("formats", "formats.md"), ("targets", "targets.md"), ("reports", "reports.md")]
)
def test_every_built_in_is_in_its_table(group: str, page: str) -> None:
    told = {name for cell in first_cells(text_of(page)) for name in codes(cell)}
    built_in = {name for name, point in plugins.names(group).items() if point.module.startswith("pdscan_")}
    assert built_in - told == set()


def test_suffixes_of_reports_are_right() -> None:
    text = text_of("reports.md")
    for name, report in plugins.load_all("reports").items():
        assert f"| `{name}` | `{report.suffix}` |" in text


def test_every_kind_and_severity_is_explained() -> None:
    text = text_of("discrepancies.md")
    assert [kind for kind in Kind if f"### {kind}" not in text] == []
    assert [severity for severity in Severity if severity not in text] == []


def test_masks_are_as_told() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", text_of("privacy.md"), re.MULTILINE)
    assert len(rows) == 7
    assert {value: mask(value) for value, _ in rows} == dict(rows)


def test_pages_name_no_place_on_a_developers_machine() -> None:
    foreign = re.compile(r"/work\b|/tmp/|/root\b|pypi\.org|127\.0\.0\.1")
    assert [name_of(page) for page in BY_HAND if foreign.search(page.read_text("utf-8"))] == []


ALSO = {
    "email": [{"category": "hostmaster"}],
    "id_document_copy": [{"kind": "passport"}, {"kind": "identity_card"}],
    "id_document_number": [{"kind": "passport"}, {"kind": "identity_card"}],
    "traffic_log": [{"kind": "mail"}, {"kind": "web"}],
}
"""Attributes that give an entity another category, as its detector sets them."""


def test_webcircuit_page_agrees_with_the_register_and_the_demo(after_make_demo: Path) -> None:
    demo = after_make_demo / "demo"
    register = load(demo / "register.yaml")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text_of("webcircuit.md").splitlines()
        if line.startswith("| `")
    ]
    assert [row[0].strip("`") for row in rows] == [entry.id for entry in register.entries]
    config = settings.load(demo / "pdscan.yaml")
    entities = {*everything(), *(each.entity for each in config.detectors)}
    told = {row[0].strip("`"): (codes(row[3]), codes(row[4]), codes(row[5])) for row in rows}
    kinds = _kinds(demo)
    assert told == {
        entry.id: (
            {each for each in entities if any(covers(entry.categories, name) for name in _categories(each))},
            {name for name in entry.categories if not _is_found(name, entities)},
            kinds[entry.id],
        )
        for entry in register.entries
    }
    _assert_numbers(register)
    for row in rows:
        _assert_shown(row[3], row[6], set(plugins.names("detectors")) | set(plugins.names("structures")))


def _assert_shown(found_by: str, shown_by: str, plugin_names: set[str]) -> None:
    """Each row names a recogniser that there is, and the cases that show it at work."""
    assert codes(found_by) & plugin_names
    tests = re.findall(r"\[`(\w+)`\]\(\.\./(tests/[\w/.]+)\)", shown_by)
    assert tests
    for name, path in tests:
        assert name in codes(found_by)
        assert re.search(r"^(?:    is: likely|    finds: \[[^\]])", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def _categories(entity: str) -> set[str]:
    return {category_of(entity), *(category_of(entity, attributes) for attributes in ALSO.get(entity, ()))}


def _is_found(category: str, entities: set[str]) -> bool:
    return any(covers((category,), name) for entity in entities for name in _categories(entity))


def _kinds(demo: Path) -> dict[str, set[str]]:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    with Store.open(f"sqlite:///{demo / 'pdscan.db'}", create=False) as store:
        for discrepancy in store.discrepancies():
            for entry in {discrepancy.entry, *discrepancy.entries} - {None}:
                kinds[str(entry)].add(discrepancy.kind.value)
    return kinds


def _assert_numbers(register: Register) -> None:
    assert f"{len(register.entries)} rows on {len(register.services)} services" in text_of("webcircuit.md")
