"""The allow and deny lists of a configuration, and those that are tried out, as detection takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pdscan.cli.project import Project
from pdscan.detection.lists import Entries, Lists, normal
from pdscan.errors import ConfigError, UsageError
from pdscan.privacy import Fingerprinter
from pdscan.protocols import Detector
from pdscan.settings import Settings
from pdscan.settings.lists import FINGERPRINT, AllowList, DenyList
from pdscan.strict_yaml import parse, unknown


def lists_of(
    found: Settings,
    every: Sequence[Detector],
    chosen: Iterable[str],
    allowed: Iterable[Entries] = (),
    denied: Iterable[Entries] = (),
) -> Lists:
    """All lists that apply.

    :param every: the detectors that there are, and `chosen` the entities that are looked for.
    :param allowed: entries besides those of the config, and `denied` likewise.
    :raises ConfigError: when a list names no entity, or its file can't be read.
    :raises pdscan.errors.CredentialError: when entries are hashed, and the key isn't there.
    """
    names = {each.entity for each in every}
    problems = list(_unknown_entities(found, names))
    if problems:
        raise ConfigError(str(found.path), problems)
    given: list[AllowList | DenyList] = [*found.allow, *found.deny]
    looked_for = set(chosen)
    return Lists(
        every,
        [*map(_entries, found.allow), *allowed],
        [each for each in (*map(_entries, found.deny), *denied) if each.entity in looked_for],
        Fingerprinter(Project(found, found.store, None).key(create=False)).fingerprint
        if any(each.hashed for each in given)
        else None,
    )


def fingerprints(found: Settings, every: Sequence[Detector], entity: str, lines: Iterable[str]) -> list[str]:
    """Those of values of an entity, one a line, as findings have them.

    :raises UsageError: when there is no such entity, or a line holds none; the key is made when there is none.
    """
    known = {each.entity: each for each in every}
    if entity not in known:
        raise UsageError(unknown("entity", entity, sorted(known)))
    key = Project(found, found.store, None).key()
    made = []
    for number, line in _filled(lines):
        value = normal(line, known[entity])
        if value is None:
            raise UsageError(f"line {number}: this is no {entity} that its detector would find; nothing was made")
        made.append(Fingerprinter(key).fingerprint(entity, value))
    return made


def read_values(path: Path) -> tuple[str, ...]:
    """The lines of a list's file that hold something, as they stand there.

    :raises ConfigError: when it can't be read.
    """
    return tuple(line for _, line in _lines(path))


def _entries(given: AllowList | DenyList) -> Entries:
    prefixes, domains = (given.prefixes, given.domains) if isinstance(given, AllowList) else ((), ())
    values = (*given.values, *(read_values(given.file) if given.file else ()))
    if not given.hashed:
        return Entries(given.entity, values=values, prefixes=prefixes, domains=domains)
    if given.file:
        _check_fingerprints(given.file)
    return Entries(given.entity, hashes=values)


def _check_fingerprints(path: Path) -> None:
    wrong = [
        f"line {number}: no fingerprint of 64 hexadecimal digits; `pdscan key fingerprint` makes them"
        for number, line in _lines(path)
        if not FINGERPRINT.fullmatch(line)
    ]
    if wrong:
        raise ConfigError(str(path), wrong)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(str(path), ["this is no text in UTF-8"]) from None
    except OSError as error:
        raise ConfigError(str(path), [f"can't be read: {error.strerror}"]) from error
    yield from _filled(text.splitlines())


def _filled(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers; those that begin with # are remarks."""
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def _unknown_entities(found: Settings, known: Iterable[str]) -> Iterator[str]:
    known = sorted(known)
    kinds: dict[str, Sequence[AllowList | DenyList]] = {"allow": found.allow, "deny": found.deny}
    for kind, lists in kinds.items():
        for number, each in enumerate(lists):
            if each.entity is not None and each.entity not in known:
                line = parse(found.path.read_bytes()).line((kind, number, "entity")) if found.path else 1
                yield f"line {line}: {unknown('entity', each.entity, known)}"
