"""Bindings: which service a place serves, and proposals for the places of which nobody has said so yet."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pdscan.model import THRESHOLD, Binding, Finding
from pdscan.reconcile.assignment import Assignment, bindings_of, matches, service_of
from pdscan.reconcile.declared import Declared
from pdscan.reconcile.found import Found, is_likely, locate
from pdscan.reconcile.likeness import by_categories, by_name, words_of
from pdscan.reconcile.wording import listed, quoted
from pdscan.register import Register
from pdscan.vocabulary import title

__all__ = ["Suggestion", "bindings_of", "matches", "service_of", "suggest", "suggestions_to_yaml"]

MOST = 3
"""How many services are proposed for one place."""

LEAST = 0.2
"""Proposals that score less are not made."""

LIKELY = 0.5
"""Proposals that score less are written as comments only."""

_WEIGHT = 0.7
"""What a perfect likeness of the names alone, or of the categories alone, is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposal: the unit `location` (a glob) of a system may serve `service`, None where no service resembles it.

    `score` is 0–1.  `words` are those of its names that resemble the service's, `categories` those found there
    that the service declares, `count` how many values were found there.
    """

    system: str
    location: str
    service: str | None
    score: float
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    count: int = 0

    def why(self, language: str) -> str:
        """What speaks for it, for people.

        >>> Suggestion(system="crm", location="owners", service="Domeinen", score=0.9, words=("owners",),
        ...            categories=("bsn",)).why("en")
        'score 0.90: the name “owners”; it holds citizen service number (BSN)'
        """
        words = _WORDS[language]
        if self.service is None:
            return words["nothing"]
        reasons = []
        if self.words:
            reasons.append(words["names"].format(listed([quoted(word) for word in self.words], language)))
        if self.categories:
            kinds = listed([title(category, language) for category in self.categories], language)
            reasons.append(words["holds"].format(kinds))
        return f"{words['score']} {self.score:.2f}: " + "; ".join(reasons)


def suggest(
    findings: Iterable[Finding], register: Register, bindings: Sequence[Binding], *, threshold: float = THRESHOLD
) -> tuple[Suggestion, ...]:
    """Proposals for every unit with likely findings in places that serve no known service.

    At most three for a unit, the likeliest first; sorted by system and location.
    """
    declared = Declared(register)
    located = locate(findings, declared, Assignment(bindings))
    adrift = [found for found in located if not found.services and is_likely(found.finding, threshold)]
    units: defaultdict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in adrift:
        units[found.location.system, found.location.unit].append(found)
    return tuple(suggestion for unit in sorted(units) for suggestion in _for_unit(*unit, units[unit], register))


def suggestions_to_yaml(suggestions: Iterable[Suggestion], language: str = "en") -> str:
    """The proposals as a piece of the configuration, sorted as `suggest` gives them.

    The best proposal for each place stands ready to use where it is likely; all others are comments.

    >>> print(suggestions_to_yaml([Suggestion(system="crm", location="owners", service="Domeinen", score=0.7,
    ...                                       words=("owners",))]))
    # Check each proposal; add record_date and customer where the retention must be judged.
    systems:
      - name: "crm"
        bindings:
          # score 0.70: the name “owners”
          - {location: "owners", service: "Domeinen"}
    <BLANKLINE>
    """
    by_system = groupby(suggestions, lambda each: each.system)
    lines = [line for system, each in by_system for line in _block(system, list(each), language)]
    if not lines:
        return f"# {_WORDS[language]['none']}\n"
    ready = any(not line.lstrip().startswith("#") for line in lines)
    return "\n".join([f"# {_WORDS[language]['check']}", "systems:" if ready else "# systems:", *lines]) + "\n"


def _block(system: str, proposals: Sequence[Suggestion], language: str) -> list[str]:
    """The lines for one system, all of them comments where no proposal is likely."""
    likely = [each for each in proposals if each.service is not None and each.score >= LIKELY]
    ready = {each.location: each for each in reversed(likely)}
    comment = "" if ready else "# "
    lines = [f"  {comment}- name: {_scalar(system)}", f"  {comment}  bindings:"]
    for each in proposals:
        comment = "" if ready.get(each.location) is each else "# "
        binding = f"{{location: {_scalar(each.location)}, service: {_scalar(each.service or '?')}}}"
        lines += [f"      # {each.why(language)}", f"      {comment}- {binding}"]
    return lines


def _for_unit(system: str, unit: str, parts: Sequence[Found], register: Register) -> list[Suggestion]:
    places = [found.location for found in parts]
    words = words_of(system, unit, *{name for place in places for name in (place.item, place.field) if name})
    ignored = words_of(register.statement.organisation or "")
    declaring = {found.finding.category: {entry.service for entry in found.declaring} for found in parts}
    blank = Suggestion(
        system=system,
        location=re.sub(r"([*?\[])", r"[\1]", unit),
        service=None,
        score=0.0,
        count=sum(found.finding.count for found in parts),
    )
    scored = [
        _scored(blank, service, by_name(service, words, ignored=ignored), declaring) for service in register.services
    ]
    likely = sorted((each for each in scored if each.score >= LEAST), key=lambda each: -each.score)
    return likely[:MOST] or [blank]


def _scored(
    blank: Suggestion, service: str, name: tuple[float, tuple[str, ...]], declaring: Mapping[str, Collection[str]]
) -> Suggestion:
    likeness, words = name
    contents = by_categories(declaring, declaring, service)
    return replace(
        blank,
        service=service,
        score=round(1 - (1 - _WEIGHT * likeness) * (1 - _WEIGHT * contents), 2),
        words=words,
        categories=tuple(sorted(category for category, services in declaring.items() if service in services)),
    )


def _scalar(text: str) -> str:
    """A text as YAML reads it back, whatever stands in it: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "check": "Check each proposal; add record_date and customer where the retention must be judged.",
        "none": "Every place with findings serves a service of the register.",
        "nothing": "no service of the register resembles this place",
        "score": "score",
        "names": "the name {}",
        "holds": "it holds {}",
    },
    "nl": {
        "check": "Controleer elk voorstel; voeg record_date en customer toe waar de termijn moet worden getoetst.",
        "none": "Elke plek met bevindingen hoort bij een dienst van het register.",
        "nothing": "geen dienst van het register lijkt op deze plek",
        "score": "score",
        "names": "de naam {}",
        "holds": "er staat {}",
    },
}
