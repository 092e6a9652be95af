"""What is wrong with a file, in words, each with its line and the nearest right word."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from pdscan.strict_yaml.document import Document, Place

Problem = tuple[int, str]
"""A 1-based line, and what is wrong there."""

_OWN = "stated"
_TYPES = {
    "string_type": "text; put it in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list: [one, two], or lines that begin with “- ”",
    "model_type": "a mapping: {{key: value}}, or indented lines “key: value”",
    "mapping_type": "a mapping: {{key: value}}, or indented lines “key: value”",
    "path_type": "a path",
    "date_type": "a day such as 2027-12-31",
    "date_from_datetime_parsing": "a day such as 2027-12-31",
    "date_from_datetime_inexact": "a day such as 2027-12-31, without a time",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "finite_number": "a number",
    "string_too_short": "something: it is empty",
}


def problem(message: str) -> PydanticCustomError:
    """A problem in words that need no more than a line number; braces in the message stand for themselves."""
    return PydanticCustomError(_OWN, "{message}", {"message": message})


def in_words(
    error: ValidationError,
    document: Document,
    model: type[BaseModel],
    patterns: Mapping[str, str],
    models: Mapping[type[BaseModel], str] = {},
) -> Iterator[Problem]:
    """What pydantic found, each problem once.

    :param patterns: what a text must be, by the key whose pattern it missed.
    :param models: what must stand where a mapping should, by the model of that mapping; all others must be mappings.
    """
    for each in error.errors(include_url=False):
        place = tuple(part for part in each["loc"] if part != "[key]")
        yield document.line(place), _message(each, place, model, patterns, models)


def _message(
    error: ErrorDetails,
    place: Place,
    model: type[BaseModel],
    patterns: Mapping[str, str],
    models: Mapping[type[BaseModel], str],
) -> str:
    kind, context = error["type"], error.get("ctx", {})
    name = next((part for part in reversed(place) if isinstance(part, str)), "the file")
    if kind == "extra_forbidden":
        return unknown("key", name, keys(_model_at(model, place[:-1])))
    if kind == "missing":
        return f"“{name}” is missing"
    if kind == _OWN:
        return error["msg"]
    if error["input"] is None:
        return f"“{name}” has no value; give it one, or leave the key out"
    if kind == "literal_error" and isinstance(error["input"], str):
        choices = [choice.strip("'") for choice in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return unknown(f"“{name}”", error["input"], choices)
    if kind == "string_pattern_mismatch":
        known = next((part for part in reversed(place) if part in patterns), None)
        return f"“{name}” must be {patterns[known]}" if isinstance(known, str) else f"“{name}”: {error['msg']}"
    if kind == "model_type" and _model_at(model, place) in models:
        return f"“{name}” must {models[_model_at(model, place)]}"
    if kind in _TYPES:
        return f"“{name}” must be {_TYPES[kind].format(**context)}"
    return f"“{name}”: {error['msg']}"


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """What to say of a word that isn't known.

    >>> unknown("key", "Bindngs", ["bindings", "name"]), unknown("system", "x", ["crm", "share"])
    ('unknown key “Bindngs”; did you mean “bindings”?', 'unknown system “x”; there are: crm, share')
    """
    known = list(known)
    plain = word.lower().replace("-", "_").replace(" ", "_")
    near = get_close_matches(plain, known, 1)
    hint = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(known) or 'none'}"
    return f"unknown {what} “{word}”; {hint}"


def keys(model: type[BaseModel]) -> list[str]:
    """The keys that a mapping may have, as they are written."""
    return [each.alias or name for name, each in model.model_fields.items()]


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel]:
    for part in place:
        fields = {each.alias or name: each for name, each in model.model_fields.items()}
        if part in fields:
            model = next(_models(fields[str(part)].annotation), model)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in typing.get_args(annotation):
        yield from _models(each)
