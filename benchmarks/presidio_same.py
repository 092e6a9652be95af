"""Presidio with our detectors' own expressions and checks: the same work done by another engine.

No language model, no context words: what is compared is finding candidates and checking them.  The text is handed over
with one character for each byte, because our expressions are about bytes.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider

from benchmarks.measure import Found
from pdscan.detection.matcher import Expression, expressions
from pdscan.protocols import Detector

BLOCK = 100_000
"""Characters that Presidio is given at once: it slows down with more."""


class SameRecognizer(PatternRecognizer):  # type: ignore[misc]
    """One detector's expressions, its `validate` as the check."""

    def __init__(self, detector: Detector, found: Sequence[Expression]) -> None:
        self._validate, self._group = detector.validate, detector.value_group
        self._exact = [each.exact for each in found]
        patterns = [Pattern(f"{detector.entity} {n}", p.pattern.decode(), 0.5) for n, p in enumerate(self._exact)]
        super().__init__(
            supported_entity=detector.entity, patterns=patterns, supported_language="en", global_regex_flags=0
        )

    def validate_result(self, pattern_text: str) -> bool:
        """Whether the detector accepts the value in the text."""
        data = pattern_text.encode("latin-1", "replace")
        found = (pattern.fullmatch(data) for pattern in self._exact) if self._group else ()
        value = next((match.group(self._group) for match in found if match), data)
        return self._validate(value.decode("utf-8", "replace")) is not None


def analyzer(detectors: Sequence[Detector]) -> Any:
    """An engine with one recogniser for each detector that has expressions."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    registry = RecognizerRegistry(supported_languages=["en"])
    by_entity: dict[str, list[Expression]] = {}
    for each in expressions(detectors):
        by_entity.setdefault(each.detector.entity, []).append(each)
    for found in by_entity.values():
        registry.add_recognizer(SameRecognizer(found[0].detector, found))
    configuration = {"nlp_engine_name": "no_op", "models": [{"lang_code": "en", "model_name": "no_op"}]}
    nlp = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])


def found_in(engine: Any, text: str, threshold: float = 0.4) -> Found:
    """How many of each entity it finds."""
    found: Counter[str] = Counter()
    for block in _blocks(text):
        found.update(each.entity_type for each in engine.analyze(block, language="en") if each.score >= threshold)
    return found


def _blocks(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + BLOCK) + 1 or len(text)
        yield text[start:end]
        start = end
