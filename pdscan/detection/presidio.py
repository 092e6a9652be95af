"""The bridge to Presidio, both ways; it needs the extra `presidio`, and makes no network connection.

Our detectors in Presidio's engine:

    from presidio_analyzer import AnalyzerEngine
    from pdscan.detection.presidio import registry
    engine = AnalyzerEngine(nlp_engine=..., registry=registry(("nl",)), supported_languages=["nl"])

Presidio's recognisers, and spaCy's pipelines behind them, as readers of free text beside our detectors: see
`models:` in the configuration.

(An `AnalyzerEngine` without arguments downloads a language model; give it an engine of your own, such as
`{"nlp_engine_name": "no_op", "models": [{"lang_code": "nl", "model_name": "no_op"}]}`.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import spacy
from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from pdscan import plugins
from pdscan.detection.scanner import Scanner
from pdscan.errors import UsageError
from pdscan.model import Contained, TextChunk, Verdict
from pdscan.protocols import Detector, Reader

THEIRS = {
    "email": "EMAIL_ADDRESS",
    "iban": "IBAN_CODE",
    "ip": "IP_ADDRESS",
    "mac": "MAC_ADDRESS",
    "payment_card": "CREDIT_CARD",
    "person_name": "PERSON",
    "phone": "PHONE_NUMBER",
}
"""Our entities that Presidio knows by a name of its own; the others are called by ours, in capitals."""


LANGUAGES = ("nl", "en")


def registry(languages: Sequence[str] = LANGUAGES, detectors: Sequence[Detector] | None = None) -> RecognizerRegistry:
    """A registry for `AnalyzerEngine` with all our detectors (or those given), for each of the languages."""
    return RecognizerRegistry(recognizers(languages, detectors), supported_languages=list(languages))


def recognizers(
    languages: Sequence[str] = LANGUAGES, detectors: Sequence[Detector] | None = None
) -> list[EntityRecognizer]:
    """Our detectors as recognisers to add to a registry: one for each language, which looks for everything at once."""
    scanner = Scanner(list(plugins.load_all("detectors").values()) if detectors is None else detectors)
    return [PdscanRecognizer(scanner, language) for language in languages]


class PdscanRecognizer(EntityRecognizer):
    """A scanner as Presidio's engine calls it."""

    def __init__(self, scanner: Scanner, language: str) -> None:
        self._scanner = scanner
        entities = [presidio_name(entity) for entity in scanner.detectors]
        super().__init__(entities, name="pdscan", supported_language=language)

    def load(self) -> None:
        """Nothing is left to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """What is found of the entities asked for; all of them when none is."""
        data = text.encode("utf-8", "replace")
        found = (match for _, match in self._scanner.stream([TextChunk(data)]))
        return [
            RecognizerResult(
                presidio_name(match.entity),
                len(data[: match.start].decode()),
                len(data[: match.end].decode()),
                match.confidence,
                AnalysisExplanation("pdscan", match.confidence, textual_explanation=", ".join(match.reasons)),
            )
            for match in found
            if not entities or presidio_name(match.entity) in entities
        ]


def presidio_name(entity: str) -> str:
    """What Presidio calls one of our entities.

    >>> presidio_name("person_name"), presidio_name("bsn")
    ('PERSON', 'BSN')
    """
    return THEIRS.get(entity, entity.upper())


def reader(recognizer: Any, entities: Mapping[str, str], pipeline: Any = None, language: str = "nl") -> Reader:
    """A recogniser of Presidio as a reader of free text.

    :param recognizer: an `EntityRecognizer`.
    :param entities: what its entities are called here: `{"PERSON": "person_name"}`; others are left out.
    :param pipeline: a spaCy pipeline whose artifacts the recogniser needs, if it needs any.
    """
    engine: Any = SpacyNlpEngine()
    engine.nlp = {language: pipeline}

    def read(passage: str) -> Iterator[Contained]:
        artifacts = engine.process_text(passage, language) if pipeline is not None else None
        for found in recognizer.analyze(passage, list(entities), artifacts):
            entity = entities.get(found.entity_type)
            if entity is not None:
                value = " ".join(passage[found.start : found.end].casefold().split())
                verdict = Verdict(value, round(float(found.score), 4), (f"model:{recognizer.name}",))
                yield Contained(entity, found.start, found.end, verdict)

    return read


def spacy_reader(name: str, entities: Mapping[str, str], language: str) -> Reader:
    """An installed spaCy pipeline (`nl_core_news_md`), or one in a folder, as a reader."""
    return reader(SpacyRecognizer(language, list(entities)), entities, spacy.load(name), language)


def recognizer_reader(place: str, entities: Mapping[str, str], language: str) -> Reader:
    """A recogniser class of somebody's package, `package.module:Class`, as a reader.

    :raises UsageError: when there is no such class.
    """
    module, _, name = place.partition(":")
    try:
        recognizer = getattr(import_module(module), name)(supported_language=language)
    except (ImportError, AttributeError, TypeError) as error:
        raise UsageError(f"the recogniser “{place}” can't be made: {type(error).__name__}") from error
    return reader(recognizer, entities, None, language)
