"""The vocabulary's data files, which stand beside this module."""

from __future__ import annotations

from importlib.resources import files
from typing import Any


def read_data(name: str, package: str = "pdscan.vocabulary") -> dict[str, Any]:
    """A YAML file that ships with a package.

    >>> read_data("grounds.yaml")["contract"]["en"]
    'performance of a contract'
    """
    import yaml

    # The C loader is ten times as fast; not every build of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(files(package).joinpath(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    return data
