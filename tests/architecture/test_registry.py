"""Every plugin that is written is registered, and the other way round; every detector brings what it must."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from pdscan import plugins
from pdscan.detection.cases import load
from pdscan.engine import structure_cases
from pdscan.engine.decode import recognise
from pdscan.model import Item
from pdscan.protocols import Detector, Structure
from pdscan.vocabulary import CATEGORIES, category_of, entity_title

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/cases"
KINDS = {
    "detectors": ("pdscan_detectors", "DETECTOR"),
    "structures": ("pdscan_detectors", "STRUCTURE"),
    "targets": ("pdscan_targets", "TARGET"),
    "formats": ("pdscan_targets.formats", "FORMAT"),
    "reports": ("pdscan_reports", "REPORT"),
}
DETECTORS = sorted(plugins.names("detectors"))
STRUCTURES = sorted(plugins.names("structures"))


def modules(package: str) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        yield importlib.import_module(info.name)


def module_of(entity: str, group: str = "detectors") -> ModuleType:
    return importlib.import_module(plugins.names(group)[entity].module)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_registered(kind: str) -> None:
    package, attribute = KINDS[kind]
    written = {f"{module.__name__}:{attribute}" for module in modules(package) if hasattr(module, attribute)}
    registered = {point.value for point in plugins.names(kind).values()}
    assert written
    assert registered == written


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_installed_is_what_the_project_says(kind: str) -> None:
    """A checkout whose `make install` is older than its `pyproject.toml` tests something else."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["entry-points"][f"pdscan.{kind}"]
    assert {name: point.value for name, point in plugins.names(kind).items()} == declared
    assert list(declared) == sorted(declared)


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_those_of_the_modules(kind: str) -> None:
    for name, point in plugins.names(kind).items():
        assert point.module.rpartition(".")[2] == name


def test_every_plugin_loads() -> None:
    for kind in KINDS:
        assert plugins.load_all(kind).keys() == plugins.names(kind).keys()


@pytest.mark.parametrize("entity", DETECTORS)
class TestDetector:
    """What every detector has."""

    def detector(self, entity: str) -> Detector:
        found = plugins.load("detectors", entity)
        assert isinstance(found, Detector)
        return found

    def test_its_name_is_that_of_its_entity(self, entity: str) -> None:
        assert self.detector(entity).entity == entity
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", entity)

    def test_it_can_find_something(self, entity: str) -> None:
        detector = self.detector(entity)
        assert detector.candidates or detector.header_only
        assert 0 < detector.chance <= 1
        assert 0 < detector.max_length <= 4096

    def test_it_has_labels_in_dutch_and_english(self, entity: str) -> None:
        labels = self.detector(entity).labels
        assert not labels or {"nl", "en"} <= labels.keys()
        for words in labels.values():
            assert words
            assert all(word == word.lower().strip() and word for word in words)

    def test_its_module_says_what_it_is_and_shows_it(self, entity: str) -> None:
        text = module_of(entity).__doc__ or ""
        assert len(text.splitlines()[0]) > 20
        assert text.count(">>> ") >= 2, "one good example and one bad one, at least"

    def test_its_cases_are_finds_and_traps(self, entity: str) -> None:
        cases = load(CASES / f"{entity}.yaml")
        assert {case.entity for case in cases} == {entity}
        assert all(case.why for case in cases)
        assert [case for case in cases if case.finds], "something must be found"
        assert [case for case in cases if not case.finds], "something must not be found"
        assert len({case.why for case in cases}) == len(cases), "each reason is its own"

    def test_the_vocabulary_knows_it(self, entity: str) -> None:
        assert category_of(entity) in CATEGORIES
        titles = {entity_title(entity, language) for language in ("nl", "en")}
        assert titles != {entity} or entity == "postcode", "its title is its name in both languages"


@pytest.mark.parametrize("entity", STRUCTURES)
class TestStructure:
    """What every structure has."""

    def structure(self, entity: str) -> Structure:
        found = plugins.load("structures", entity)
        assert isinstance(found, Structure)
        return found

    def test_its_name_is_that_of_its_entity(self, entity: str) -> None:
        assert self.structure(entity).entity == entity

    def test_it_says_when_to_ask_it(self, entity: str) -> None:
        structure = self.structure(entity)
        words = (*structure.media_types, *structure.columns, *structure.marks)
        assert words
        assert all(word == word.lower() and word for word in words)
        assert all(word.isalnum() for word in structure.columns)

    def test_its_module_says_what_it_is_and_shows_it(self, entity: str) -> None:
        text = module_of(entity, "structures").__doc__ or ""
        assert len(text.splitlines()[0]) > 20
        assert text.count(">>> ") >= 2, "one good example and one bad one, at least"
        assert "\nSources: " in text

    def test_its_cases_are_finds_and_traps(self, entity: str) -> None:
        cases = structure_cases.load(CASES / "structures" / f"{entity}.yaml")
        assert [case for case in cases if case.outcome == "likely"], "something must be found"
        assert [case for case in cases if case.outcome != "likely"], "something must not be found"
        assert {case.entity for case in cases} == {entity, *self.structure(entity).also}
        assert len({case.why for case in cases}) == len(cases), "each reason is its own"

    def test_the_vocabulary_knows_it(self, entity: str) -> None:
        for each in (entity, *self.structure(entity).also):
            assert category_of(each) in CATEGORIES
            titles = {entity_title(each, language) for language in ("nl", "en")}
            assert titles != {each} or each == "ticket", "its title is its name in both languages"


def test_entities_are_unique() -> None:
    entities = [plugins.load("detectors", name).entity for name in DETECTORS]
    entities += [plugins.load("structures", name).entity for name in STRUCTURES]
    assert len(entities) == len(set(entities))


def test_case_files_are_of_detectors_that_there_are() -> None:
    with_cases = {path.stem for path in CASES.glob("*.yaml") if "cases:\n" in path.read_text("utf-8")}
    documented = {name for name in with_cases if load_entity(name) == name}
    assert documented == set(DETECTORS)


def load_entity(name: str) -> str | None:
    found = re.match(r"entity: (\w+)$", (CASES / f"{name}.yaml").read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else None


def test_target_schemes_are_unique() -> None:
    schemes = [scheme for kind in plugins.load_all("targets").values() for scheme in kind.schemes]
    assert len(schemes) == len(set(schemes))
    assert {"", "file", "sqlite", "postgresql", "mysql", "mariadb", "maildir", "mbox"} <= set(schemes)


def test_report_names_and_suffixes_are_unique() -> None:
    reports = plugins.load_all("reports")
    assert {name: report.name for name, report in reports.items()} == {name: name for name in reports}
    suffixes = [report.suffix for report in reports.values()]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") for suffix in suffixes)


def test_formats_say_what_they_read() -> None:
    formats = plugins.load_all("formats")
    for name, each in formats.items():
        assert each.media_types, name
        assert all("/" in media_type for media_type in each.media_types), name
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in each.suffixes), name
        assert each.recognises(b"", "") <= 1
    nothing = Item("x", open=lambda: pytest.fail("not opened"))
    assert recognise(bytes(range(256)), nothing, formats) is None
