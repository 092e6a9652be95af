"""Presidio's own pattern recognisers, without a language model and without a network connection."""

from __future__ import annotations

import logging
from typing import Any

import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    PhoneRecognizer,
)

from benchmarks.presidio_same import found_in

__all__ = ["SHARED", "analyzer", "found_in"]

SHARED = {
    "email": "EMAIL_ADDRESS",
    "iban": "IBAN_CODE",
    "ip": "IP_ADDRESS",
    "payment_card": "CREDIT_CARD",
    "phone": "PHONE_NUMBER",
    "mac": "MAC_ADDRESS",
}
"""Our entities that Presidio's own pattern recognisers find too, and their names there."""

_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class OfflineEmailRecognizer(EmailRecognizer):  # type: ignore[misc]
    """The stock one, with the public suffixes that its library ships instead of those on the network."""

    def validate_result(self, pattern_text: str) -> bool:
        """Whether the domain has a public suffix."""
        return bool(_SUFFIXES(pattern_text).top_domain_under_public_suffix)


def analyzer() -> Any:
    """An engine with the six recognisers whose entities we share."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    registry = RecognizerRegistry(supported_languages=["en"])
    for recogniser in (
        OfflineEmailRecognizer(),
        IbanRecognizer(),
        IpRecognizer(),
        CreditCardRecognizer(),
        MacAddressRecognizer(),
        PhoneRecognizer(supported_regions=("NL",)),
    ):
        registry.add_recognizer(recogniser)
    configuration = {"nlp_engine_name": "no_op", "models": [{"lang_code": "en", "model_name": "no_op"}]}
    nlp = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])
