r"""An entity of the user's own: a pattern from the config, with a checksum and labels, works as any detector.

>>> svc = detector("connection_id", r"SVC-\d{7}", {"nl": ["serviceid"]})
>>> svc.validate("SVC-1234567").confidence, svc.max_length
(0.6, 11)
>>> detector("bad", r"(a+)+b", {})
Traceback (most recent call last):
    ...
pdscan.errors.UsageError: detector “bad”: its pattern repeats a repetition, which can take for ever; bound it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from pdscan.errors import UsageError
from pdscan.model import Verdict
from pdscan.protocols import Detector

PATTERN_ALONE, WITH_CHECKSUM = 0.6, 0.8
"""What a match is worth by its pattern, and what if a checksum proves it besides."""
LONGEST = 1024

CHECKSUMS = {
    "luhn": ("stdnum.luhn", 10),
    "verhoeff": ("stdnum.verhoeff", 10),
    "damm": ("stdnum.damm", 10),
    "mod_11_2": ("stdnum.iso7064.mod_11_2", 11),
    "mod_11_10": ("stdnum.iso7064.mod_11_10", 10),
    "mod_37_2": ("stdnum.iso7064.mod_37_2", 37),
    "mod_37_36": ("stdnum.iso7064.mod_37_36", 36),
    "mod_97_10": ("stdnum.iso7064.mod_97_10", 97),
    "bsn": ("stdnum.nl.bsn", 11),
}
"""By name: the module of python-stdnum that checks it, and one in how many random values passes."""


def detector(entity: str, pattern: str, labels: Mapping[str, Sequence[str]], checksum: str | None = None) -> Detector:
    """The detector of one entity of the config.

    :param pattern: an expression without look-around and back-references.
    :param checksum: a name of `CHECKSUMS`, over the value's letters and digits.
    :raises UsageError: when the pattern could take for ever.
    """
    parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    if _repeats_repetition(parsed, within=False):
        raise UsageError(f"detector “{entity}”: its pattern repeats a repetition, which can take for ever; bound it")
    return Detector(
        entity=entity,
        candidates=(pattern,),
        max_length=min(parsed.getwidth()[1], LONGEST),
        labels=labels,
        validate=_validator(checksum),
        chance=1 / CHECKSUMS[checksum][1] if checksum else 1.0,
        column_confidence=PATTERN_ALONE,
    )


def _validator(checksum: str | None) -> Callable[[str], Verdict | None]:
    if checksum is None:
        return lambda text: Verdict(text.strip(), PATTERN_ALONE, ("pattern",))
    is_valid: Callable[[str], bool] = import_module(CHECKSUMS[checksum][0]).is_valid

    def validate(text: str) -> Verdict | None:
        value = "".join(letter for letter in text if letter.isalnum())
        return Verdict(value, WITH_CHECKSUM, ("pattern", "checksum")) if is_valid(value) else None

    return validate


def _repeats_repetition(parsed: Any, *, within: bool) -> bool:
    """Whether something without bound is repeated without bound."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _, highest, inner = argument
            unbounded = highest == re._constants.MAXREPEAT  # type: ignore[attr-defined]
            if (within and unbounded) or _repeats_repetition(inner, within=within or unbounded):
                return True
        elif name == "SUBPATTERN":
            if _repeats_repetition(argument[3], within=within):
                return True
        elif name == "BRANCH" and any(_repeats_repetition(branch, within=within) for branch in argument[1]):
            return True
    return False
