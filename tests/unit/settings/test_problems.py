"""Everything that is wrong with a config is said at once, by line, with the nearest right word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pdscan.errors import ConfigError
from pdscan.settings import find, load

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/settings/problems.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "register.yaml").touch()
    (tmp_path / "ends.csv").touch()
    return tmp_path


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.path == str(path)
    return caught.value.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["reason"])
def test_case(case: dict[str, Any], folder: Path) -> None:
    path = folder / "pdscan.yaml"
    path.write_text(case["config"], encoding="utf-8")
    assert problems(path) == [each.replace("DIR", str(folder)) for each in case["problems"]]


def test_the_message_names_the_file(folder: Path) -> None:
    path = folder / "my.yaml"
    path.write_text("lang: nl\nsystms: []\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: line 2: unknown key “systms”; did you mean “systems”?"
    assert caught.value.exit_code == 2


def test_files_that_no_text_is_in(folder: Path) -> None:
    path = folder / "pdscan.yaml"
    path.write_bytes(b"lang: \xff\xfe\n")
    assert problems(path) == ["line 1: this is no text in UTF-8 or UTF-16"]
    assert problems(folder) == ["can't be read: Is a directory"]
    assert problems(folder / "no.yaml") == ["can't be read: No such file or directory"]


def test_a_config_that_is_named_and_missing(folder: Path) -> None:
    (folder / "pdscan.yaml").touch()
    with pytest.raises(ConfigError) as caught:
        find(folder / "pdscn.yaml")
    assert caught.value.problems == [f"there is no file {folder}/pdscn.yaml; did you mean “pdscan.yaml”?"]


def test_a_bomb_of_aliases(folder: Path) -> None:
    path = folder / "pdscan.yaml"
    lines = ["a: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [each.partition(": ")[2] for each in problems(path)] == ["this is no YAML: an alias makes this endless"]


def test_missing_files_are_none_of_some_commands_business(folder: Path) -> None:
    path = folder / "pdscan.yaml"
    path.write_text("register: zzz\n", encoding="utf-8")
    assert load(path, check_files=False).register_file == folder / "zzz"
