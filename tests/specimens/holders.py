"""Fictional holders of specimen documents, and the machine readable zones of those documents."""

from __future__ import annotations

from dataclasses import dataclass, replace

WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Nobody: a person made up, with a number that passes its test and was given to no one in particular."""

    last: str = "VAN DEN BERG"
    first: str = "SANNE LOUISE"
    born: str = "870314"
    sex: str = "F"
    number: str = "NX5R3K7L2"
    expires: str = "290611"
    bsn: str = "790830176"
    country: str = "NLD"


def passport(holder: Holder) -> list[str]:
    """Two lines of 44 characters (TD3), with the BSN in the optional field."""
    first = f"P<{holder.country}{_name(holder)}".ljust(44, "<")[:44]
    number = holder.number.ljust(9, "<")
    optional = holder.bsn.ljust(14, "<")
    dates = holder.born + digit(holder.born), holder.expires + digit(holder.expires)
    checked = number + digit(number) + dates[0] + dates[1] + optional + digit(optional)
    second = f"{number}{digit(number)}{holder.country}{dates[0]}{holder.sex}{dates[1]}{optional}{digit(optional)}"
    return [first, second + digit(checked)]


def card(holder: Holder) -> list[str]:
    """Three lines of 30 characters (TD1), with the BSN in the first."""
    number = holder.number.ljust(9, "<")
    optional = holder.bsn.ljust(15, "<")
    dates = holder.born + digit(holder.born), holder.expires + digit(holder.expires)
    first = f"I<{holder.country}{number}{digit(number)}{optional}"
    second = f"{dates[0]}{holder.sex}{dates[1]}{holder.country}{'<' * 11}"
    checked = first[5:] + dates[0] + dates[1] + "<" * 11
    return [first, second + digit(checked), _name(holder).ljust(30, "<")[:30]]


def without_bsn(holder: Holder) -> Holder:
    """The same person with a document that doesn't bear the BSN, as those of recent years."""
    return replace(holder, bsn="")


def digit(field: str) -> str:
    """The check digit of a field."""
    values = (0 if each == "<" else int(each, 36) for each in field)
    return str(sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _name(holder: Holder) -> str:
    return f"{holder.last}<<{holder.first}".replace(" ", "<")
