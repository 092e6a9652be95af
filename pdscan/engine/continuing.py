"""Going on with a scan that was interrupted, and building on one that was finished.

Both ask that the two scans were asked for the same.  Building on a scan asks for more: what findings are made from
besides the content (end-of-service dates, the fingerprint key, this program's version) must be what it was, too.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pdscan.engine.run import Earlier
from pdscan.engine.work import Setup
from pdscan.errors import UsageError
from pdscan.model import Binding
from pdscan.plugins import versions
from pdscan.privacy import Fingerprinter
from pdscan.protocols import Detector, Structure
from pdscan.settings.places import absolute
from pdscan.store import ScanSummary, Store

_WILD = re.compile(r"[*?\[{]")

Scope = Mapping[str, Any]


def scope(setup: Setup, described: Sequence[object] = ()) -> Scope:
    """What a scan covers, in plain values, to be kept with it.

    `asked` and `inputs` are, by system, short hashes: two scans are alike where they are.

    :param described: what the detectors were made from, as far as they don't show it themselves.
    """
    looking: list[Detector | Structure] = [*setup.detectors, *setup.structures]
    entities = [each.entity for each in setup.detectors]
    entities += [entity for each in setup.structures for entity in (each.entity, *each.also)]
    entities += [each.category for each in setup.detectors if each.category]
    options = {name: options for name, (_, options) in setup.systems.items()}
    looked_for = (list(map(_facts, looking)), described, setup.lists.digest(setup.key) if setup.key else "")
    bound = {
        name: [_bound(each) for each in options.bindings if each.system == name] for name, options in options.items()
    }
    return {
        "entities": entities,
        "sample": {name: each.sample for name, each in options.items() if each.sample},
        "include": {name: list(each.include) for name, each in options.items() if each.include},
        "exclude": {name: list(each.exclude) for name, each in options.items() if each.exclude},
        "bound": bound,
        "asked": {name: _hash(looked_for, _place(setup, name)) for name in setup.systems},
        "inputs": {name: _hash(looked_for, _place(setup, name), _inputs(setup, name)) for name in setup.systems},
    }


def begin(store: Store, covered: Scope, *, resume: bool, started: datetime) -> tuple[str, bool]:
    """The id of the scan to carry out, and whether it is one that was interrupted.

    :raises UsageError: when the one that was interrupted was asked for something else.
    """
    systems = list(covered["asked"])
    unfinished = store.unfinished_scan(systems) if resume else None
    if unfinished is None:
        return store.begin_scan(systems, started=started, scope=covered), False
    known = next(each for each in store.scans() if each.id == unfinished)
    if known.scope.get("asked") != covered["asked"]:
        raise UsageError(
            f"scan {unfinished} can't be resumed: it was begun with other targets, entities or options; "
            "give the same ones, or leave out --resume for a new scan"
        )
    store.reopen_scan(unfinished)
    return unfinished, True


def earlier(store: Store, covered: Scope) -> dict[str, Earlier]:
    """By system, the last finished scan, where a new one may take over its findings.

    Units of which a binding speaks that has changed since are not among those whose findings may be.
    """
    last: dict[str, ScanSummary] = {}
    for each in store.scans():
        if each.finished:
            last |= dict.fromkeys(each.systems, each)
    return {
        name: Earlier(last[name].id, _untouched(store.cursors(name), _differing(last[name].scope, covered, name)))
        for name, inputs in covered["inputs"].items()
        if name in last and last[name].scope.get("inputs", {}).get(name) == inputs
    }


def _bound(binding: Binding) -> list[str | None]:
    """What findings are made from in a binding, its location first."""
    return [binding.location, binding.service, binding.record_date, binding.customer]


def _differing(before: Scope, now: Scope, system: str) -> list[str]:
    """The locations of bindings that only one of two scans had."""
    then, since = ([tuple(each) for each in covered.get("bound", {}).get(system, ())] for covered in (before, now))
    return [str(each[0]) for each in {*then} ^ {*since}]


def _untouched(cursors: Mapping[str, str], locations: Sequence[str]) -> dict[str, str]:
    """The cursors of units that none of the locations speak of.

    >>> _untouched({"klanten/2019": "a", "archief": "b", ".": "c"}, ["klanten/**"])
    {'archief': 'b'}
    """
    return {unit: cursor for unit, cursor in cursors.items() if not any(_may_hold(unit, each) for each in locations)}


def _may_hold(unit: str, location: str) -> bool:
    """Whether something that a location speaks of may lie in a unit: up to its first wildcard they are the same."""
    fixed, name = _WILD.split(location, maxsplit=1)[0].casefold(), unit.casefold()
    return unit == "." or fixed.startswith(name) or name.startswith(fixed)


def _place(setup: Setup, name: str) -> tuple[object, ...]:
    url, options = setup.systems[name]
    sample = options.sample, options.seed, options.full_on_hit
    return absolute(url, Path.cwd()), sample, options.include, options.exclude


def _inputs(setup: Setup, name: str) -> tuple[object, ...]:
    bindings = [each for each in setup.systems[name][1].bindings if each.system == name]
    customers = any(each.customer for each in bindings)
    known = sorted((name, sorted(of.items())) for name, of in setup.ends.customers.items()) if customers else []
    key_id = Fingerprinter(setup.key).key_id if setup.key else ""
    return versions(), known, key_id, setup.limits


def _facts(plugin: Any) -> list[object]:
    """All that a detector or structure, or a rule in one, says of itself, its functions left out."""
    values = (getattr(plugin, each.name) for each in dataclasses.fields(plugin))
    return [
        _facts(value) if dataclasses.is_dataclass(value) else repr(value) for value in values if not callable(value)
    ]


def _hash(*facts: object) -> str:
    return blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
