"""What a discrepancy says in a sentence, and what to do about it.

Reconciling supplies both in each language; a discrepancy that comes without them (from an older store, or another
program) gets a plain sentence of its kind from the catalogue.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pdscan_reports.places import field_of, place
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.model import Discrepancy
    from pdscan_reports.groups import Group


def sentence(discrepancy: Discrepancy, words: Words) -> str:
    """What is the matter, in one or two sentences."""
    plain = words(f"kind.{discrepancy.kind.value}.sentence", **_facts(discrepancy, words))
    return capital(_supplied(discrepancy, "text", words) or plain)


def advice(discrepancy: Discrepancy, words: Words) -> str:
    """What to do about it."""
    return _supplied(discrepancy, "advice", words) or words(f"kind.{discrepancy.kind.value}.advice")


def group_sentence(group: Group, words: Words) -> str:
    """What is the matter with all of a group: the sentence of its only member, or one for all of them."""
    if len(group.discrepancies) == 1:
        return sentence(group.discrepancies[0], words)
    key = f"kind.{group.kind.value}.{'group' if group.discrepancies[0].location else 'rows'}"
    said = words(
        key,
        what=words.category(group.category) if group.category else words("what.any"),
        service=visible(group.service) if group.service else words("none"),
        places=words.count("places", len(group.discrepancies)),
        rows=words.count("rows_n", len(group.discrepancies)),
        matches=words.count("matches_n", group.count),
    )
    because = f"because.{group.explanation}"
    return capital(f"{said} {words(because)}" if words.has(because) else said)


def group_advice(group: Group, words: Words) -> tuple[str, ...]:
    """What to do about a group: each different piece of advice once, at most three."""
    return tuple(dict.fromkeys(advice(each, words) for each in group.discrepancies))[:3]


def remarks(discrepancy: Discrepancy, words: Words) -> tuple[str, ...]:
    """What else must be known of a place in a list: that it was not read this time, test values, a legal hold."""
    facts = discrepancy.arguments
    said = [words("remark.not_read")] if facts.get("not_read") else []
    said += [words.count("remark.test", facts["test"])] if isinstance(facts.get("test"), int) else []
    hold = facts.get("legal_hold")
    said += [words("remark.legal_hold", date=words.day(date.fromisoformat(hold)))] if isinstance(hold, str) else []
    return tuple(said)


def kinds_of(discrepancy: Discrepancy, words: Words) -> str:
    """What was found: the entity, or several where the discrepancy is about a whole unit."""
    if discrepancy.entity:
        return words.entity(discrepancy.entity)
    several = discrepancy.arguments.get("entities")
    if isinstance(several, list) and several:
        shown = [words.entity(str(entity)) for entity in several[:6]]
        return words.listed(shown) if len(several) <= 6 else ", ".join([*shown, "…"])
    return words.category(discrepancy.category) if discrepancy.category else words("what.any")


def capital(text: str) -> str:
    """The text as a sentence or heading begins.

    >>> capital("naam"), capital("“naam” mag"), capital("")
    ('Naam', '“Naam” mag', '')
    """
    start = 1 if text.startswith("“") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def overdue(discrepancy: Discrepancy, words: Words) -> str:
    """By how much the oldest record is too old, or an empty text."""
    if discrepancy.limit and discrepancy.oldest and discrepancy.oldest < discrepancy.limit:
        return words.span(discrepancy.oldest, discrepancy.limit)
    return words.count("span.days", discrepancy.overdue) if discrepancy.overdue else ""


def _supplied(discrepancy: Discrepancy, what: str, words: Words) -> str:
    texts = discrepancy.arguments.get(what)
    text = texts.get(words.language) if isinstance(texts, dict) else None
    return visible(text, 2000) if isinstance(text, str) else ""


def _facts(discrepancy: Discrepancy, words: Words) -> dict[str, object]:
    where = discrepancy.location
    field = f" [{field_of(where)}]" if field_of(where) else ""
    return {
        "what": kinds_of(discrepancy, words),
        "category": words.category(discrepancy.category) if discrepancy.category else words("what.any"),
        "place": place(where, words) + field,
        "service": visible(discrepancy.service) if discrepancy.service else words("none"),
        "matches": words.count("matches_n", discrepancy.count),
        "limit": words.day(discrepancy.limit),
        "oldest": words.day(discrepancy.oldest),
    }
