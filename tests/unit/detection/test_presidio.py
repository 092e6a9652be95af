"""Our detectors in Presidio's engine, its recognisers and spaCy's pipelines beside ours; and no network in either."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer
from presidio_analyzer.nlp_engine import NlpEngineProvider

from pdscan.cli.detectors import every
from pdscan.detection import Scanner
from pdscan.detection.presidio import reader, recognizers, registry
from pdscan.detection.readers import with_reader
from pdscan.errors import PdscanError, UsageError
from pdscan.model import TextChunk
from pdscan.settings import load

NO_OP = {"nlp_engine_name": "no_op", "models": [{"lang_code": code, "model_name": "no_op"} for code in ("nl", "en")]}


class BadgeRecognizer(PatternRecognizer):  # type: ignore[misc]
    """Somebody's own recogniser."""

    def __init__(self, supported_language: str = "nl") -> None:
        super().__init__("BADGE", patterns=[Pattern("badge", r"B-\d{4}", 0.8)], supported_language=supported_language)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A small Dutch pipeline that knows one name, in a folder."""
    made = spacy.blank("nl")
    ruler: Any = made.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Wiebrigje"}, {"label": "LOC", "pattern": "Lutjebroek"}])
    made.to_disk(tmp_path / "klein")
    return tmp_path / "klein"


def analysed(text: str, language: str = "nl", **options: Any) -> list[tuple[str, str]]:
    engine = AnalyzerEngine(
        nlp_engine=NlpEngineProvider(nlp_configuration=NO_OP).create_engine(),
        registry=registry(),
        supported_languages=["nl", "en"],
    )
    found = sorted(engine.analyze(text, language=language, **options), key=lambda each: each.start)
    return [(each.entity_type, text[each.start : each.end]) for each in found]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_presidio_finds_what_we_find(language: str) -> None:
    text = "Één BSN: 111222333 van dhr. J.P. de Vries, jan@bedrijf.nl"
    expected = [("BSN", "111222333"), ("PERSON", "J.P. de Vries"), ("EMAIL_ADDRESS", "jan@bedrijf.nl")]
    assert analysed(text, language) == expected


def test_presidio_asks_for_some_entities() -> None:
    assert analysed("BSN: 111222333, jan@bedrijf.nl", entities=["BSN"]) == [("BSN", "111222333")]


def test_no_value_in_what_is_explained() -> None:
    [found] = recognizers(["nl"])[0].analyze("BSN: 111222333", ["BSN"])
    assert "111222333" not in str(found.analysis_explanation)


def test_a_recogniser_of_presidio_is_a_reader() -> None:
    detectors = with_reader([], reader(BadgeRecognizer(), {"BADGE": "badge"}), ["badge"])
    text = "Zoë heeft pas B-1234 en B-12."
    [match] = Scanner(detectors).text(text.encode())
    assert (match.entity, match.text, match.confidence) == ("badge", "B-1234", 0.8)
    assert match.reasons == ("model:BadgeRecognizer",)


def test_the_config_names_a_pipeline(pipeline: Path, tmp_path: Path) -> None:
    config = tmp_path / "pdscan.yaml"
    config.write_text(f"models:\n  - {{spacy: {pipeline}}}\n")
    scanner = Scanner(every(load(config)))
    found = [(match.entity, match.text, match.reasons[0]) for match in scanner.text(b"Wiebrigje uit Lutjebroek")]
    assert found == [("person_name", "Wiebrigje", "model:SpacyRecognizer")]


def test_what_a_model_finds_does_not_depend_on_the_chunks(pipeline: Path, tmp_path: Path) -> None:
    config = tmp_path / "pdscan.yaml"
    config.write_text(f"models:\n  - {{spacy: {pipeline}}}\n")
    scanner = Scanner(every(load(config)))
    data = ("Gisteren kwam Wiebrigje langs.\n" * 400).encode()
    chunks = [TextChunk(data[at : at + 77], continues=True) for at in range(0, len(data), 77)]
    assert len([match for _, match in scanner.stream(chunks) if match.entity == "person_name"]) == 400


def test_the_config_names_a_recogniser(tmp_path: Path) -> None:
    config = tmp_path / "pdscan.yaml"
    place = "presidio_analyzer.predefined_recognizers:CreditCardRecognizer"
    config.write_text(f"models:\n  - {{recognizer: '{place}', entities: {{CREDIT_CARD: payment_card}}}}\n")
    found = Scanner(every(load(config))).text(b"4012888888881881")
    assert {match.entity for match in found} == {"payment_card"}


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("{spacy: nl_core_news_zzz}", "isn't installed here"),
        ("{}", "give one of"),
        ("{recognizer: 'json:Nothing'}", "can't be made"),
    ],
)
def test_a_model_that_is_not_there(tmp_path: Path, model: str, message: str) -> None:
    config = tmp_path / "pdscan.yaml"
    config.write_text(f"models:\n  - {model}\n")
    with pytest.raises(PdscanError, match=message):
        Scanner(every(load(config))).text(b"text")


def test_without_presidio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdscan.detection.readers.find_spec", lambda _name: None)
    config = tmp_path / "pdscan.yaml"
    config.write_text("models:\n  - {spacy: nl_core_news_sm}\n")
    with pytest.raises(UsageError, match="extra “presidio”"):
        every(load(config))
