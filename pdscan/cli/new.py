"""`pdscan new`: the files that a new detector needs, copied from one that lives."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import click

from pdscan.cli.style import style_options

_GROUP = '[project.entry-points."pdscan.detectors"]\n'


@click.group(name="new")
def command() -> None:
    """Write the files that a new plugin needs."""


@command.command(name="detector")
@click.argument("name")
@click.option("--like", default="kvk", show_default=True, metavar="ENTITY", help="The detector to copy.")
@style_options
def detector(name: str, like: str) -> int:
    """Write module, cases and registration of a detector called NAME, to be changed; in a checkout of pdscan.

    Example: pdscan new detector customer_number
    """
    from pdscan import plugins
    from pdscan.errors import UsageError

    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(f"“{name}” is no name for an entity: use lower case letters, digits and underscores")
    project, folder, cases = Path("pyproject.toml"), Path("detectors/pdscan_detectors"), Path("tests/cases")
    if not (project.is_file() and folder.is_dir() and _GROUP in project.read_text("utf-8")):
        raise UsageError("this is no checkout of pdscan: change to the folder with its pyproject.toml")
    if name in plugins.names("detectors") or (folder / f"{name}.py").exists():
        raise UsageError(f"there is a detector called “{name}” already")
    plugins.load("detectors", like)
    module = plugins.names("detectors")[like].module
    spec = find_spec(module)
    if spec is None or spec.origin is None or not (cases / f"{like}.yaml").is_file():
        raise UsageError(f"“{like}” can't be copied: it has no source or no cases here")
    written = {
        folder / f"{name}.py": _renamed(Path(spec.origin), like, name),
        cases / f"{name}.yaml": _renamed(cases / f"{like}.yaml", like, name),
        project: project.read_text("utf-8").replace(_GROUP, f'{_GROUP}{name} = "pdscan_detectors.{name}:DETECTOR"\n'),
    }
    for path, text in written.items():
        path.write_text(text, "utf-8")
        click.echo(f"wrote {path}")
    click.echo(f"now change them, and run: make install && make test TESTS='-k {name}'")
    return 0


def _renamed(path: Path, like: str, name: str) -> str:
    return re.sub(rf"\b{re.escape(like)}\b", name, path.read_text("utf-8"))
