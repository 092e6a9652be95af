"""`pdscan new`: the files that a new detector needs."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template

import click

from pdscan.cli.groups import Group
from pdscan.cli.style import style_options

_GROUP = '[project.entry-points."pdscan.detectors"]\n'
_PROJECT = Path("pyproject.toml")
_MODULES = Path("detectors/pdscan_detectors")
_CASES = Path("tests/cases")


@click.group(name="new", cls=Group)
def command() -> None:
    """Write the files that a new plugin needs."""


@command.command(name="detector")
@click.argument("name")
@click.option("--like", metavar="ENTITY", help="Copy this detector in place of the simplest there can be.")
@style_options
def detector(name: str, like: str | None) -> int:
    """Write module, cases and registration of a detector called NAME, to be changed; in a checkout of pdscan.

    Example: pdscan new detector customer_number
    """
    from pdscan import plugins
    from pdscan.errors import UsageError

    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(f"“{name}” is no name for an entity: use lower case letters, digits and underscores")
    if not (_PROJECT.is_file() and _MODULES.is_dir() and _GROUP in _PROJECT.read_text("utf-8")):
        raise UsageError("this is no checkout of pdscan: change to the folder with its pyproject.toml")
    if name in plugins.names("detectors") or (_MODULES / f"{name}.py").exists():
        raise UsageError(f"there is a detector called “{name}” already")
    module, cases = _simplest(name) if like is None else _copied(name, like)
    _write(_MODULES / f"{name}.py", module)
    _write(_CASES / f"{name}.yaml", cases)
    _write(_PROJECT, _registered(_PROJECT.read_text("utf-8"), name))
    click.echo(f"now change them, and run: make install && make test TESTS='-k {name}'")
    return 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    click.echo(f"wrote {path}")


def _simplest(name: str) -> tuple[str, str]:
    words = name.replace("_", " ")
    known = {"name": name, "words": words, "Words": words.capitalize()}
    texts = (files("pdscan.cli") / "templates" / each for each in ("detector.py.txt", "cases.yaml.txt"))
    module, cases = (Template(each.read_text("utf-8")).substitute(known) for each in texts)
    return module, cases


def _copied(name: str, like: str) -> tuple[str, str]:
    from pdscan import plugins
    from pdscan.errors import UsageError

    plugins.load("detectors", like)
    spec = find_spec(plugins.names("detectors")[like].module)
    cases = _CASES / f"{like}.yaml"
    if spec is None or spec.origin is None or not cases.is_file():
        raise UsageError(f"“{like}” can't be copied: it has no source or no cases here")
    module = Path(spec.origin).read_text("utf-8").replace(f'entity="{like}"', f'entity="{name}"')
    return module, cases.read_text("utf-8").replace(f"entity: {like}\n", f"entity: {name}\n")


def _registered(project: str, name: str) -> str:
    """The project with one more line, in its place in the alphabet."""
    before, group, after = project.partition(_GROUP)
    lines, blank, rest = after.partition("\n\n")
    line = f'{name} = "pdscan_detectors.{name}:DETECTOR"'
    return before + group + "\n".join(sorted([*lines.splitlines(), line])) + blank + rest
