"""What a register's YAML file may say: typed, and without room for a key that nobody reads.

The docstring of each field is its description in the JSON Schema that editors use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pdscan.strict_yaml import problem
from pdscan.vocabulary import CATEGORIES, Category

DURATION = r"^P(\d+Y(\d+M)?(\d+W)?(\d+D)?|\d+M(\d+W)?(\d+D)?|\d+W(\d+D)?|\d+D)$"
"""The lengths that count: ISO 8601 durations in years, months, weeks and days."""

PATTERNS = {
    "length": "an ISO 8601 duration such as P6M, P7Y or P365D",
    "id": "a name of lower case letters, digits and hyphens, such as hosting-2",
    "category": "a name of lower case letters, digits and underscores, such as contact_details",
    "categories": "names of lower case letters, digits and underscores, such as contact_details",
}
"""What a text must be, by the key whose pattern it must match."""

Line = Annotated[int, Field(ge=0)]
CATEGORY = r"^[a-z][a-z0-9_]*$"
CategoryName = Annotated[str, Field(pattern=CATEGORY)]


class Section(BaseModel):
    """A mapping of the register: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class SourcePart(Section):
    """Where in the statement something stands."""

    line: Line | None = None
    """The 1-based line or row in the statement."""
    page: Line | None = None
    """The 1-based page."""
    cells: Mapping[str, str] = Field(default_factory=dict)
    """The text of those cells of the row that don't stand elsewhere in the entry, by column."""


class RetentionPart(Section):
    """How long data is kept."""

    kind: Literal["length", "end_of_service", "undetermined"]
    """`length`: so long from the record's date; `end_of_service`: until the service ends, and `length` after it."""
    length: Annotated[str, Field(pattern=DURATION)] | None = None
    """An ISO 8601 duration."""
    text: str = ""
    """The statement's own words."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.kind == "length" and self.length is None:
            raise problem("“length” is missing: a retention of kind “length” says how long, such as P6M")
        if self.kind == "undetermined" and self.length is not None:
            raise problem("a retention of kind “undetermined” has no “length”")
        return self


class ResponsiblePart(Section):
    """Who answers for the data."""

    role: Literal["controller", "processor"] | None = None
    """The organisation's own role: `processor` where its client answers."""
    text: str = ""
    """The statement's own words."""


class GroundPart(Section):
    """The legal ground of GDPR article 6(1)."""

    kind: (
        Literal["consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"]
        | None
    ) = None
    """Which ground, in the order of the points of article 6(1): terms A6-1-a to A6-1-f of the W3C Data Privacy
    Vocabulary, https://w3id.org/dpv/legal/eu/gdpr."""
    text: str = ""
    """The statement's own words."""
    reason: str = ""
    """What the statement says beside the ground, such as the interest that is legitimate."""


class MappedPart(Section):
    """One kind of data that an entry names."""

    text: str
    """The statement's own words."""
    category: CategoryName
    """The category of the vocabulary."""
    certainty: Annotated[float, Field(ge=0, le=1)] = 1.0
    """How sure the mapping is, from 0 to 1."""


class EntryPart(Section):
    """One row of the register."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """The row's own name, the same at every import."""
    service: Annotated[str, Field(min_length=1)]
    """For which service the data is kept."""
    data: str = ""
    """The statement's own words for the data."""
    categories: tuple[CategoryName, ...] = ()
    """Which categories of the vocabulary it declares; other names stand for themselves."""
    retention: RetentionPart
    """How long it is kept."""
    responsible: ResponsiblePart = ResponsiblePart()
    """Who answers for it."""
    ground: GroundPart = GroundPart()
    """On which legal ground."""
    source: SourcePart = SourcePart()
    """Where it stands in the statement."""
    mapped: tuple[MappedPart, ...] = ()
    """How the statement's words were mapped to categories."""


class CookiePart(Section):
    """One row of a cookie table."""

    name: str
    """What the cookie is called."""
    placed_by: str = ""
    """Who places it."""
    purpose: str = ""
    """What for."""
    source: SourcePart = SourcePart()
    """Where it stands in the statement."""


class AskedPart(Section):
    """Data that the statement asks people for outside its tables."""

    text: str
    """The statement's own words."""
    category: CategoryName
    """The category of the vocabulary."""
    source: SourcePart = SourcePart()
    """Where it stands in the statement."""


class UnclearPart(Section):
    """What the import did not understand; take it out when it is settled."""

    line: Line | None = None
    """The line in the statement."""
    page: Line | None = None
    """The page in the statement."""
    text: str = ""
    """The statement's own words."""
    why: str
    """What is amiss."""


class StatementPart(Section):
    """The privacy statement that the register comes from."""

    source: str = ""
    """Its file name."""
    dated: Annotated[date, Field(strict=False)] | None = None
    """The day of its last change."""
    organisation: str | None = None
    """Whose statement it is."""


class RegisterFile(Section):
    """The declared register: the processing activities that an organisation says it has (GDPR article 30)."""

    model_config = ConfigDict(title="pdscan register")

    statement: StatementPart = StatementPart()
    """The statement that it comes from."""
    entries: tuple[EntryPart, ...]
    """The rows."""
    cookies: tuple[CookiePart, ...] = ()
    """The rows of the cookie tables."""
    asked: tuple[AskedPart, ...] = ()
    """What people are asked for outside the tables."""
    unclear: tuple[UnclearPart, ...] = ()
    """What the import did not understand."""


def text() -> str:
    """The JSON Schema, indented, as it stands in `docs/register.schema.json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | _named(RegisterFile.model_json_schema())
    schema["$defs"]["Category"] = {
        "description": "A category of the vocabulary, or a name of your own that stands for itself.",
        "anyOf": [*map(_category, CATEGORIES.values()), {"type": "string", "pattern": CATEGORY}],
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _category(category: Category) -> dict[str, str]:
    return {
        "const": category.id,
        "title": f"{category.titles['en']} / {category.titles['nl']}",
        "description": f"{category.definition} {category.dpv}",
    }


def _named(schema: Any) -> Any:
    """The schema with every name of a category pointing to one definition, which editors complete from."""
    if isinstance(schema, dict):
        if schema.get("pattern") == CATEGORY:
            kept = {key: value for key, value in schema.items() if key == "description"}
            return {"$ref": "#/$defs/Category", **kept}
        return {key: _named(value) for key, value in schema.items()}
    return [_named(each) for each in schema] if isinstance(schema, list) else schema
