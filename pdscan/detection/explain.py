"""Why has a match its confidence?  Its reasons, in words."""

from __future__ import annotations

from functools import cache

from pdscan.model import THRESHOLD, Match
from pdscan.vocabulary.data import read_data


def explained(match: Match, language: str) -> str:
    """One sentence.

    >>> explained(Match("bsn", 0, 9, 0.93, "", "", ("checksum", "label:bsn")), "en")
    'bsn 0.93: its check digits are right; “bsn” stands beside it'
    >>> explained(Match("bsn", 0, 9, 0.0, "", "", ("near:check",)), "nl")
    'geen bsn: het lijkt erop, maar de controle klopt niet'
    """
    clauses = [in_words(reason, language) or reason for reason in match.reasons]
    if 0 < match.confidence < THRESHOLD:
        clauses.append(_words()["below"][language])
    if match.confidence == 0:
        return f"{'geen' if language == 'nl' else 'no'} {match.entity}: {clauses[-1]}"
    return f"{match.entity} {match.confidence:.2f}: {'; '.join(clauses)}"


def in_words(reason: str, language: str) -> str | None:
    """One reason in words; None where a detector of somebody else's has a code that has none.

    >>> in_words("column:0.97", "en"), in_words("label:bsn", "nl")
    ('97% of the values in its column are right', 'er staat “bsn” bij')
    """
    words = _words()
    code = next((each for each in words if reason == each or reason.startswith(f"{each}:")), None)
    if code is None:
        return None
    detail = reason[len(code) + 1 :]
    share = f"{float(detail):.0%}" if code == "column" else ""
    return words[code][language].format(detail, share=share)


@cache
def _words() -> dict[str, dict[str, str]]:
    return read_data("reasons.yaml", "pdscan.detection")
