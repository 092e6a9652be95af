"""`.pdscanignore` against git itself: the same rules, the same files, the same outcome."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest
import yaml

from pdscan_targets.ignore import Rules

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/pdscanignore.yaml").read_text(encoding="utf-8"))
FILES, PATTERNS = CASES["files"], CASES["patterns"]
PLACES = ("", "x", "x/y")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with nothing added to it."""
    root = tmp_path_factory.mktemp("repository")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    subprocess.run(["git", "init", "-q", str(root)], check=True, env=environment)
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def git_keeps(root: Path, rules: dict[str, list[str]]) -> set[str]:
    for place in PLACES:
        path = root / place / ".gitignore"
        path.unlink(missing_ok=True)
        if place in rules:
            path.write_text("\n".join(rules[place]) + "\n")
    command = ["git", "ls-files", "-z", "-o", "--exclude-per-directory=.gitignore"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode().split("\0")
    return {name for name in listed if name and not name.endswith(".gitignore")}


def we_keep(rules: dict[str, list[str]]) -> set[str]:
    kept = set()
    for name in FILES:
        parts = tuple(name.split("/"))
        known: Rules | None = None
        for depth in range(len(parts)):
            place = "/".join(parts[:depth])
            if place in rules:
                known = Rules(parts[:depth], rules[place], known)
            if known is not None and known.ignores(parts[: depth + 1], directory=depth + 1 < len(parts)):
                break
        else:
            kept.add(name)
    return kept


@pytest.mark.parametrize("seed", range(8))
def test_random_rules_do_what_they_do_for_git(repository: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        rules = {
            place: chance.sample(PATTERNS, chance.randint(1, 5))
            for place in PLACES
            if not place or chance.random() < 0.4
        }
        assert we_keep(rules) == git_keeps(repository, rules), rules


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_alone_does_what_it_does_for_git(repository: Path, pattern: str) -> None:
    assert we_keep({"": [pattern]}) == git_keeps(repository, {"": [pattern]})


def test_the_idiom_for_all_but_some() -> None:
    rules = {"": ["logs/**", "!logs/**/", "!keep.log"]}
    assert we_keep(rules) & {"logs/keep.log", "logs/1/keep.log", "logs/1/other.log"} == {
        "logs/keep.log",
        "logs/1/keep.log",
    }


def test_a_thousand_files_of_rules_do_not_exhaust_the_stack() -> None:
    rules = None
    for depth in range(3000):
        rules = Rules(("d",) * depth, ["other"], rules)
    assert rules is not None
    assert not rules.ignores(("d",) * 3001, directory=False)
