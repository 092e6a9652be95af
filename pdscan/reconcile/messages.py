"""One plain sentence for each discrepancy, and what to do about it, in Dutch and English.

All that a sentence needs stands in the discrepancy itself, so that one from the store reads like a new one.
"""

from __future__ import annotations

from dataclasses import replace

from pdscan.model import Discrepancy
from pdscan.reconcile.phrases import Phrases
from pdscan.reconcile.sentences import ADVICE, REMARKS, SENTENCES
from pdscan.reconcile.wording import LANGUAGES


def explain(discrepancy: Discrepancy, language: str) -> str:
    """What differs, in one sentence, followed by a short remark where something else must be known.

    A discrepancy whose explanation this version doesn't know, from a store that a newer one wrote, keeps the
    text that it brought along, or is named by its kind.

    :param language: `nl` or `en`.
    """
    sentence = SENTENCES.get(discrepancy.explanation)
    if sentence is None:
        return _kept(discrepancy, "text", language) or discrepancy.kind.value
    remarks = [remark for fact, remark in REMARKS.items() if discrepancy.arguments.get(fact)]
    phrases = Phrases(discrepancy, language)
    return " ".join(each[language].format_map(phrases) for each in (sentence, *remarks))


def advice(discrepancy: Discrepancy, language: str) -> str:
    """What to do about it, in one to three sentences.

    :param language: `nl` or `en`.
    """
    if discrepancy.explanation not in SENTENCES:
        return _kept(discrepancy, "advice", language)
    return (ADVICE.get(discrepancy.explanation) or ADVICE[discrepancy.kind.value])[language]


def worded(discrepancy: Discrepancy) -> Discrepancy:
    """The discrepancy with its sentences and advice among its arguments, by language, for whoever shows it."""
    texts = {
        "text": {language: explain(discrepancy, language) for language in LANGUAGES},
        "advice": {language: advice(discrepancy, language) for language in LANGUAGES},
    }
    return replace(discrepancy, arguments={**discrepancy.arguments, **texts})


def _kept(discrepancy: Discrepancy, what: str, language: str) -> str:
    return str(discrepancy.arguments.get(what, {}).get(language, ""))
