"""The answer key: every discrepancy that the demo's estate holds, written down while it is built.

Nothing here is computed by what it checks: the builders say what they planted, with dates and numbers of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pdscan.model import Discrepancy, Kind, State

DAY = date(2026, 11, 1)
"""The day for which the key holds."""


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """One discrepancy: where, of what, how many values, and by how many days the oldest is overdue."""

    kind: str
    system: str = ""
    unit: str = ""
    field: str = ""
    entity: str = ""
    count: int = 0
    overdue: int = 0


@dataclass(slots=True)
class AnswerKey:
    """What must come out, and the traps that must not."""

    answers: list[Answer] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)

    def expect(self, kind: Kind, place: tuple[str, str, str], entity: str, count: int, overdue: int = 0) -> None:
        """A discrepancy at a place: system, unit and field."""
        self.answers.append(Answer(kind.value, *place, entity, count, overdue))

    def expect_entries(self, kind: Kind, *entries: str) -> None:
        """Entries of the register about which the scan says this."""
        self.answers += [Answer(kind.value, entity=entry) for entry in entries]

    def trap(self, why: str) -> None:
        """Something that looks like personal data, or like too old, and isn't."""
        self.traps.append(why)

    def write(self, path: Path) -> None:
        """The key as YAML, for people."""
        document: dict[str, Any] = {
            "day": DAY.isoformat(),
            "answers": [{k: v for k, v in asdict(each).items() if v} for each in sorted(self.answers)],
            "traps": self.traps,
        }
        path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")


def read(path: Path) -> list[Answer]:
    """The answers of a key that was written."""
    return [Answer(**each) for each in yaml.safe_load(path.read_text("utf-8"))["answers"]]


def differences(answers: Iterable[Answer], discrepancies: Iterable[Discrepancy]) -> Iterator[str]:
    """What is missing, and what is too much, a line each."""
    expected, found = set(answers), set(given(discrepancies))
    for answer in sorted(expected - found):
        yield f"missing: {_shown(answer)}"
    for answer in sorted(found - expected):
        yield f"not in the key: {_shown(answer)}"


def given(discrepancies: Iterable[Discrepancy]) -> Iterator[Answer]:
    """The discrepancies that were found, as the key writes them."""
    for each in discrepancies:
        if each.state is State.GONE:
            continue
        if each.location is None:
            for entry in each.entries or (each.entry or "",):
                yield Answer(each.kind.value, entity=entry)
        else:
            place = each.location
            yield Answer(
                each.kind.value,
                place.system,
                place.unit,
                place.field or "",
                each.entity or "",
                each.count,
                each.overdue or 0,
            )


def _shown(answer: Answer) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(answer).items() if value)
