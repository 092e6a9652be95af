"""Entry points → registries, loaded when first needed.

Built-ins come in by entry point exactly as a stranger's wheel does: the core names no plugin.

>>> sorted(GROUPS)
['detectors', 'formats', 'notifiers', 'reports', 'structures', 'targets']
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pdscan.errors import PluginError

GROUPS = {name: f"pdscan.{name}" for name in ("detectors", "structures", "targets", "formats", "reports", "notifiers")}


@cache
def names(group: str) -> dict[str, EntryPoint]:
    """Every plugin of a group by name, not yet imported.

    :raises PluginError: when two installed packages claim one name.
    """
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUPS[group]):
        other = found.get(point.name)
        if other is not None and other.value != point.value:
            raise PluginError(
                f"two installed packages both bring {group[:-1]} “{point.name}” "
                f"({other.value} and {point.value}); remove one of them"
            )
        found[point.name] = point
    return dict(sorted(found.items()))


@cache
def load(group: str, name: str) -> Any:
    """The plugin itself.

    :raises PluginError: when it is unknown, or can't be imported; names the package to install.
    """
    point = names(group).get(name)
    if point is None:
        raise PluginError(f"no {group[:-1]} is called “{name}”; there are: {', '.join(names(group))}")
    try:
        return point.load()
    except ImportError as error:
        package = point.dist.name if point.dist else "its package"
        missing = f"; install {error.name}" if error.name else ""
        raise PluginError(f"{group[:-1]} “{name}” of {package} can't be loaded: {error}{missing}") from error


@cache
def versions() -> dict[str, str]:
    """The installed packages that bring plugins, this one among them, with their versions."""
    found = {point.dist.name: point.dist.version for group in GROUPS for point in names(group).values() if point.dist}
    return dict(sorted(found.items()))


def load_all(group: str) -> dict[str, Any]:
    """Every plugin of a group, imported, by name."""
    return {name: load(group, name) for name in names(group)}
