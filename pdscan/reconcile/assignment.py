"""Which services a place serves, by the bindings of the user's configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from functools import lru_cache
from itertools import compress

from pdscan.model import Binding, Location
from pdscan.reconcile.services import same_service

_ROOT = ("", ".")


def matches(binding: Binding, location: Location) -> bool:
    """Whether a binding speaks of a location: its globs match the system, and the `unit` or `unit/item`.

    Globs are those of a shell: `*` (any text, slashes included), `?` and `[abc]`, in the given capitals; `**/` also
    stands for no directory at all.  They speak of all that lies below what they match, too.  Items of the topmost
    directory (`.`) go by their own path.

    >>> invoices = Binding(system="share", location="finance/**/*.pdf", service="Invoices")
    >>> matches(invoices, Location("share", "finance", "2019/march/1.pdf"))
    True
    >>> matches(invoices, Location("share", "finance", "1.pdf")), matches(invoices, Location("share", "sales", "1.pdf"))
    (True, False)
    >>> matches(Binding(system="share", location="finance", service="Invoices"), Location("share", "finance/2019", "1"))
    True
    """
    return bool(bindings_of(location, [binding]))


def speaks_of(glob: str, location: Location) -> bool:
    """Whether a glob over `unit` or `unit/item` matches a location, or something above it.

    >>> place = Location("share", "hr/2019", "a.zip!/b.csv")
    >>> [speaks_of(glob, place) for glob in ("hr", "hr/**/*.zip", "sales", "*.csv")]
    [True, True, False, False]
    """
    places = [location.unit]
    if location.item is not None:
        folder = "" if location.unit in _ROOT else location.unit + "/"
        places.append(folder + location.item.partition("!/")[0])
    return any(_pattern(glob).match(place) for place in places)


def names_system(binding: Binding, system: str) -> bool:
    """Whether a binding speaks of a system: by its name or a glob."""
    return bool(_pattern(binding.system).match(system))


def bindings_of(location: Location, bindings: Iterable[Binding]) -> tuple[Binding, ...]:
    """All bindings that speak of a location, the most specific first: a place may serve several services.

    A binding without wildcards is the most specific, then the one with the most other characters; equally
    specific ones keep their order.
    """
    return Assignment(bindings).at(location).bindings


def service_of(location: Location, bindings: Iterable[Binding]) -> Binding | None:
    """The most specific binding of a location (of equally specific ones the first), None where there is none.

    >>> crm = [Binding(system="crm", location=glob, service=name) for glob, name in
    ...        [("*", "General"), ("public.domain_owners", "Domains"), ("public.*", "Website")]]
    >>> [service_of(Location("crm", unit), crm).service for unit in ("public.domain_owners", "public.forms", "log")]
    ['Domains', 'Website', 'General']
    """
    return next(iter(bindings_of(location, bindings)), None)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the bindings say of one place, the most specific first; `hold` is the last day of its longest legal hold."""

    bindings: tuple[Binding, ...] = ()
    services: tuple[str, ...] = ()
    hold: date | None = None

    def held_on(self, day: date) -> date | None:
        """The last day of the legal hold, None where there is none on that day."""
        return self.hold if self.hold is not None and day <= self.hold else None

    @property
    def names_date(self) -> bool:
        """Whether any of the bindings says where the records' dates stand."""
        return any(binding.record_date is not None for binding in self.bindings)

    @property
    def names_customer(self) -> bool:
        """Whether any of the bindings says whose the records are."""
        return any(binding.customer is not None for binding in self.bindings)


class Assignment:
    """The bindings, remembering what they said of each place."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        self._bindings = sorted(bindings, key=_vagueness)
        self._units: dict[tuple[str, str], _Unit] = {}
        self._said: dict[tuple[bool, ...], Assigned] = {}

    def at(self, location: Location) -> Assigned:
        """What the bindings say of a location; its field doesn't matter."""
        unit = self._units.get((location.system, location.unit))
        if unit is None:
            unit = self._units[location.system, location.unit] = _Unit(self._bindings, location.system, location.unit)
        which = unit.speaking(location.item)
        if which not in self._said:
            self._said[which] = _assigned(compress(self._bindings, which))
        return self._said[which]


class _Unit:
    """Which bindings speak of a whole unit, and which may speak of some of its items."""

    def __init__(self, bindings: Sequence[Binding], system: str, unit: str) -> None:
        self._folder = "" if unit in _ROOT else unit + "/"
        here = [names_system(binding, system) for binding in bindings]
        self._whole = tuple(
            named and bool(_pattern(binding.location).match(unit))
            for binding, named in zip(bindings, here, strict=True)
        )
        self._partly = [
            (number, _pattern(binding.location))
            for number, binding in enumerate(bindings)
            if here[number] and not self._whole[number]
        ]

    def speaking(self, item: str | None) -> tuple[bool, ...]:
        """For each binding, whether it speaks of an item (None: of the unit itself)."""
        if item is None:
            return self._whole
        path = self._folder + item
        more = [number for number, pattern in self._partly if pattern.match(path)]
        if not more:
            return self._whole
        return tuple(whole or number in more for number, whole in enumerate(self._whole))


def _assigned(bindings: Iterable[Binding]) -> Assigned:
    found = tuple(bindings)
    services: dict[str, str] = {}
    for binding in found:
        services.setdefault(same_service(binding.service), binding.service)
    holds = [binding.legal_hold for binding in found if binding.legal_hold is not None]
    return Assigned(found, tuple(services.values()), max(holds, default=None))


def _vagueness(binding: Binding) -> tuple[bool, int]:
    wildcards = re.findall(r"[*?\[]", binding.location)
    return bool(wildcards), len(wildcards) - len(binding.location)


@lru_cache(maxsize=1024)
def _pattern(glob: str) -> re.Pattern[str]:
    variants = dict.fromkeys(each.rstrip("/") for each in (glob, glob.replace("**/", "")))
    return re.compile("|".join(_with_all_below(translate(variant)) for variant in variants))


def _with_all_below(expression: str) -> str:
    """An expression of `fnmatch.translate`, its end of text replaced by the end or a slash."""
    return expression.removesuffix(r"\Z").removesuffix(r"\z") + r"(?:/|\Z)"
