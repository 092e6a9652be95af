"""What the user knows of single values: which are no personal data, and which must always be found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from pdscan.settings.places import existing_file
from pdscan.settings.section import EntityName, Section, Text
from pdscan.strict_yaml import problem

FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}")
"""What a hashed entry looks like."""

ListFile = Annotated[Path, Field(strict=False), AfterValidator(existing_file)]


class AllowList(Section):
    """Values that are no personal data: numbers of your own, test numbers, your own domains."""

    entity: EntityName | None = None
    """What they are found as; anything when left out."""
    values: tuple[Text, ...] = ()
    """The values, in any usual notation."""
    file: ListFile | None = None
    """A file with more of them, one a line; lines that begin with # are left out."""
    prefixes: tuple[Text, ...] = ()
    """All values that begin so, whatever sets their digits apart."""
    domains: tuple[Text, ...] = ()
    """All e-mail addresses in these domains and those below them."""
    hashed: bool = False
    """Whether `values` and the lines of `file` are fingerprints, as `pdscan key fingerprint` makes them."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.values or self.file or self.prefixes or self.domains):
            raise problem("an allow list needs “values”, “file”, “prefixes” or “domains”")
        if self.hashed and (self.prefixes or self.domains):
            raise problem("“prefixes” and “domains” can't be hashed; put them into a list of their own")
        _check_hashed(self.entity, self.values, hashed=self.hashed)
        return self


class DenyList(Section):
    """Values that must always be found, whatever stands beside them."""

    entity: EntityName
    """What they are reported as."""
    values: tuple[Text, ...] = ()
    """The values."""
    file: ListFile | None = None
    """A file with more of them, one a line; lines that begin with # are left out."""
    hashed: bool = False
    """Whether `values` and the lines of `file` are fingerprints, as `pdscan key fingerprint` makes them."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.values or self.file):
            raise problem("a deny list needs “values” or “file”")
        _check_hashed(self.entity, self.values, hashed=self.hashed)
        return self


def _check_hashed(entity: str | None, values: tuple[str, ...], *, hashed: bool) -> None:
    if hashed and entity is None:
        raise problem("“entity” is missing: the same value has another fingerprint for each entity")
    wrong = [str(number) for number, each in enumerate(values, 1) if not FINGERPRINT.fullmatch(each)]
    if hashed and wrong:
        raise problem(f"no fingerprint of 64 hexadecimal digits: value {', '.join(wrong)}")
