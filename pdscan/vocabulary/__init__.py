"""Entities and structures → categories; Dutch and English names; the words by which statements name them."""

from pdscan.vocabulary.categories import CATEGORIES, Category, broader_of, covers, title
from pdscan.vocabulary.entities import category_of, entity_title
from pdscan.vocabulary.grounds import GROUNDS, LegalGround, ground_title

__all__ = [
    "CATEGORIES",
    "GROUNDS",
    "Category",
    "LegalGround",
    "broader_of",
    "category_of",
    "covers",
    "entity_title",
    "ground_title",
    "title",
]
