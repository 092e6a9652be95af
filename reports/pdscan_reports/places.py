"""Locations as reports show them: on one line, and harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdscan_reports.visible import visible

if TYPE_CHECKING:
    from pdscan.model import Location
    from pdscan_reports.wording import Words


def path_of(location: Location, limit: int = 400) -> str:
    """The unit and item of a location.

    >>> from pdscan.model import Location
    >>> path_of(Location("share", "archief", "2019/oud.zip!/klanten.csv", "bsn"))
    'archief/2019/oud.zip!/klanten.csv'
    """
    return visible(location.unit if location.item is None else f"{location.unit}/{location.item}", limit)


def field_of(location: Location | None) -> str:
    """The field of a location, or an empty text."""
    return visible(location.field, 120) if location and location.field else ""


def system_of(location: Location | None) -> str:
    """The system of a location, or an empty text."""
    return visible(location.system, 60) if location else ""


def place(location: Location | None, words: Words, limit: int = 400) -> str:
    """System, unit and item as `system: unit/item`; for none, that it is the statement itself."""
    if location is None:
        return words("place.statement")
    return f"{system_of(location)}: {path_of(location, limit)}"
