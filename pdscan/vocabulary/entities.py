"""Entities and structures: what detectors find, and the category that each belongs to.

>>> category_of("iban"), category_of("ip"), category_of("loyalty_card")
('bank_account', 'ip_address', 'loyalty_card')
>>> category_of("id_document_number", {"kind": "passport"}), category_of("id_document_number")
('passport_number', 'id_document_number')
>>> entity_title("vat", "nl"), entity_title("loyalty_card", "en")
('btw-nummer', 'loyalty_card')
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pdscan.vocabulary.data import read_data

_ENTITIES = read_data("entities.yaml")


def category_of(entity: str, attributes: Mapping[str, Any] = {}) -> str:
    """The category of a find.

    :param attributes: what the detector says of the find, such as the kind of document.
    :returns: the entity itself where the vocabulary doesn't know it.
    """
    facts = _ENTITIES.get(entity)
    if facts is None:
        return entity
    for attribute, categories in facts.get("by", {}).items():
        if str(attributes.get(attribute)) in categories:
            return str(categories[str(attributes[attribute])])
    return str(facts["category"])


def entity_title(entity: str, language: str) -> str:
    """What people call the entity in that language (nl, en); one that isn't in the vocabulary is its own title."""
    return str(_ENTITIES[entity][language]) if entity in _ENTITIES else entity
