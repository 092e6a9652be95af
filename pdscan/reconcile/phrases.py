"""What stands in the braces of `pdscan.reconcile.sentences`: one small function for each name.

Each takes a discrepancy and a language, and looks at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from pdscan.model import Discrepancy
from pdscan.reconcile.sentences import PARTS, TOPICS, VERBS, WORDS
from pdscan.reconcile.wording import counted, day, late, listed, number, period, quoted, retention
from pdscan.register import Retention
from pdscan.vocabulary import GROUNDS, ground_title, title

KINDS_NAMED = 5
"""How many kinds of data a sentence names before it says “other kinds”."""

Phrase = Callable[[Discrepancy, str], str]


class Phrases(dict[str, str]):
    """The phrases of one discrepancy in one language, each worked out when a sentence asks for it."""

    def __init__(self, discrepancy: Discrepancy, language: str) -> None:
        super().__init__()
        self._of = (discrepancy, language)

    def __missing__(self, name: str) -> str:
        phrase = self[name] = _PHRASES[name](*self._of)
        return phrase


def _values(discrepancy: Discrepancy, language: str) -> str:
    values = counted(discrepancy.count, "value", language)
    return _word("at_least", language).format(values=values) if discrepancy.arguments.get("at_least") else values


def _verb(name: str, amount: int, language: str) -> str:
    return VERBS[name][language][amount != 1]


def _data(discrepancy: Discrepancy, language: str) -> str:
    return quoted(title(discrepancy.category or "", language))


def _kinds(discrepancy: Discrepancy, language: str) -> str:
    kinds: list[str] = discrepancy.arguments["categories"]
    named = [title(category, language) for category in kinds[:KINDS_NAMED]]
    others = [_word("other", language)] if len(kinds) > KINDS_NAMED else []
    return listed(named + others, language)


def _period(discrepancy: Discrepancy, language: str) -> str:
    return period(discrepancy.arguments["retention"]["length"], language)


def _retention(discrepancy: Discrepancy, language: str) -> str:
    return retention(Retention(**discrepancy.arguments["retention"]), language)


def _words(discrepancy: Discrepancy, _language: str) -> str:
    text: str = discrepancy.arguments["retention"]["text"]
    return f" ({quoted(text)})" if text else ""


def _parts(discrepancy: Discrepancy, language: str) -> str:
    unjudged: Mapping[str, int] = discrepancy.arguments["unjudged"]
    several = len(unjudged) > 1
    parts = [PARTS[why][language][several].format(n=number(unjudged[why], language)) for why in sorted(unjudged)]
    return listed(parts, language)


def _topics(discrepancy: Discrepancy, language: str) -> str:
    said: list[dict[str, Any]] = discrepancy.arguments["said"]
    return listed(
        [
            TOPICS[topic][language].format(all=_each(topic, said, language))
            for topic in discrepancy.arguments["disagree_on"]
        ],
        language,
    )


def _each(topic: str, said: Iterable[Mapping[str, Any]], language: str) -> str:
    """What each entry says of a topic, each different answer once."""
    if topic == "retention":
        answers = [retention(Retention(**each["retention"]), language) for each in said]
    else:
        answers = [_word(each[topic], language) for each in said]
    return "; ".join(dict.fromkeys(answers))


def _word(name: str | None, language: str) -> str:
    """A legal ground, or a word of ours, in the language; somebody's own in quotation marks."""
    if name is None:
        return WORDS["not_stated"][language]
    if name in GROUNDS:
        return ground_title(name, language)
    return WORDS[name][language] if name in WORDS else quoted(name)


def _listed(fact: str) -> Phrase:
    return lambda discrepancy, language: listed(discrepancy.arguments[fact], language)


def _quoted(fact: str) -> Phrase:
    return lambda discrepancy, language: listed([quoted(name) for name in discrepancy.arguments[fact]], language)


def _grounds(fact: str) -> Phrase:
    return lambda discrepancy, language: listed(
        [quoted(_word(name, language)) for name in discrepancy.arguments[fact]], language
    )


def _counted(fact: str) -> Phrase:
    return lambda discrepancy, language: counted(discrepancy.arguments[fact], "value", language)


def _day(fact: str) -> Phrase:
    return lambda discrepancy, language: _date(date.fromisoformat(discrepancy.arguments[fact]), language)


def _date(when: date | None, language: str) -> str:
    return "?" if when is None else day(when, language)


_PHRASES: dict[str, Phrase] = {
    "values": _values,
    "was": lambda discrepancy, language: _verb("was", discrepancy.count, language),
    "is": lambda discrepancy, language: _verb("is", discrepancy.count, language),
    "data": _data,
    "kinds": _kinds,
    "service": lambda discrepancy, _: discrepancy.service or "",
    "services": _listed("services"),
    "declared_for": _listed("declared_for"),
    "named": _quoted("named"),
    "period": _period,
    "retention": _retention,
    "oldest": lambda discrepancy, language: _date(discrepancy.oldest, language),
    "limit": lambda discrepancy, language: _date(discrepancy.limit, language),
    "late": lambda discrepancy, language: late(discrepancy.overdue or 0, language),
    "as_of": _day("as_of"),
    "words": _words,
    "parts": _parts,
    "entries": lambda discrepancy, language: counted(len(discrepancy.entries), "entry", language),
    "topics": _topics,
    "required": _grounds("required"),
    "stated": _grounds("stated"),
    "declared": lambda discrepancy, _: quoted(discrepancy.arguments["declared"]),
    "systems": _listed("systems"),
    "unread": _listed("unread"),
    "systems_was": lambda discrepancy, language: _verb(
        "was", len(discrepancy.arguments.get("unread") or discrepancy.arguments["systems"]), language
    ),
    "tests": lambda discrepancy, language: number(discrepancy.arguments["test"], language),
    "test_is": lambda discrepancy, language: _verb("is", discrepancy.arguments["test"], language),
    "hold": _day("legal_hold"),
    "possible": _counted("possible"),
}
