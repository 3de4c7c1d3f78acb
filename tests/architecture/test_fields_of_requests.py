"""What a request can hold: strict types everywhere, and each refusal has a sentence of ours."""

from collections.abc import Iterator
from typing import Any, Final, get_args

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator
from pydantic_core.core_schema import ErrorType

from kit.fields import Body
from rules.sentences import SENTENCES, sentence_of

ALL_KINDS: Final = frozenset(get_args(ErrorType))
# By a kind of schema, the kinds of errors that it can give; "…_" are all that begin so.
_BEGINNINGS: Final = {
    "str": ("string_",),
    "int": ("int_",),
    "float": ("float_", "finite_"),
    "bool": ("bool_",),
    "decimal": ("decimal_type", "decimal_parsing"),
    "date": ("date_type", "date_parsing", "date_from_"),
    "datetime": ("datetime_type", "datetime_parsing", "datetime_from_", "timezone_"),
    "uuid": ("uuid_",),
    "list": ("list_type",),
    "tuple": ("tuple_type",),
    "set": ("set_type",),
    "frozenset": ("frozen_set_type",),
    "dict": ("dict_type",),
    "model": ("model_type", "model_attributes_type"),
    "model-fields": ("missing", "extra_forbidden"),
    "literal": ("literal_error",),
    "enum": ("enum",),
    "tagged-union": ("union_tag_",),
    "none": ("none_required",),
}
_CONSTRAINTS: Final = {
    "gt": "greater_than",
    "ge": "greater_than_equal",
    "lt": "less_than",
    "le": "less_than_equal",
    "multiple_of": "multiple_of",
    "min_length": "too_short",
    "max_length": "too_long",
}
# These hold other schemas and give no error of their own kind; `refused` brings its sentence along.
_HOLDERS: Final = frozenset(
    {
        *("any", "chain", "default", "definitions", "definition-ref", "is-instance", "model-field"),
        *("function-after", "function-before", "function-wrap", "function-plain"),
        *("nullable", "union", "json-or-python", "lax-or-strict"),
    }
)

_CHECKS: Final = ("str", "function-after", "function-before", "function-wrap")


def test_every_kind_of_error_has_a_sentence(app: FastAPI) -> None:
    kinds = {
        kind
        for field in _fields(app)
        for schema in _schemas(_adapter(field).core_schema)
        for kind in _kinds(schema)
    }

    assert kinds | {"json_invalid"} <= SENTENCES.keys()
    assert SENTENCES.keys() <= ALL_KINDS
    for sentence in SENTENCES.values():
        assert sentence.id != sentence.en


def test_nobody_is_told_a_pattern(app: FastAPI) -> None:
    """Each pattern has a sentence of its own, with an example (`rules.sentences.form`)."""
    for field in _fields(app):
        for schema in _schemas(_adapter(field).core_schema):
            if pattern := schema.get("pattern"):
                kind = "string_pattern_mismatch"
                told = sentence_of({"type": kind, "ctx": {"pattern": pattern}, "input": ""})
                assert told != SENTENCES[kind], pattern
                assert pattern not in (told.id, told.en)
                assert ("misalnya" in told.id, "like" in told.en) == (True, True) or "64" in told.id


_WITH_PARTS: Final = frozenset({"dict", "list", "model", "model-fields", "set", "tuple"})


def test_of_what_has_parts_only_the_branch_that_was_meant_is_told(app: FastAPI) -> None:
    """A union that tries each branch says of an object with a wrong part that it is no list."""
    for field in _fields(app):
        for schema in _schemas(_adapter(field).core_schema):
            if schema["type"] == "union":
                kinds = [_innermost(each) for each in schema["choices"]]
                assert len(_WITH_PARTS.intersection(kinds)) < 2, (field.name, kinds)


def test_every_body_is_a_strict_one(app: FastAPI) -> None:
    for route in _routes(app):
        for field in route.dependant.body_params:
            for model in _models(field.field_info.annotation):
                assert issubclass(model, Body), f"{route.path}: {model.__name__}"


@pytest.mark.parametrize("text", ["0.5", "1.0", "+1", " 1", "1_0", "01", "yes", "on", "T"])
def test_no_parameter_reads_a_number_day_or_truth_in_two_ways(app: FastAPI, text: str) -> None:
    for route in _routes(app):
        for field in _parameters(route.dependant):
            adapter = _adapter(field)
            kinds = {schema["type"] for schema in _schemas(adapter.core_schema)}
            if kinds.isdisjoint({"int", "bool", "float", "date", "datetime", "uuid"}):
                continue
            with pytest.raises(ValidationError):
                adapter.validate_python(text)


HIDING: Final = [
    *("\0", "\x07", "\x1b", "\x85"),
    *("\u200b", "\u200e", "\u202e", "\u2066", "\u2060", "\ufeff", "\U000e0041"),
]


def test_no_text_of_a_request_hides_something(app: FastAPI) -> None:
    found = [
        (route.path, field.name, hidden)
        for route in _routes(app)
        for field in (*_parameters(route.dependant), *route.dependant.body_params)
        for text in _texts(_adapter(field).core_schema)
        for hidden in HIDING
        if _takes(SchemaValidator(text), f"a{hidden}bcdefgh")
    ]

    assert found == []


def _takes(validator: SchemaValidator, text: str) -> bool:
    try:
        validator.validate_python(text)
    except ValidationError:
        return False
    return True


def _texts(part: Any) -> Iterator[Any]:
    """Yield the schemas of texts, each with all that checks it."""
    if isinstance(part, dict):
        if part.get("type") in _CHECKS and _innermost(part) == "str":
            yield part
            return
        for name, value in part.items():
            if name not in ("metadata", "serialization"):
                yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def _innermost(schema: dict[str, Any]) -> str:
    while schema["type"] in _CHECKS and "schema" in schema:
        schema = schema["schema"]
    return str(schema["type"])


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for found in iter_route_contexts(app.routes):
        if isinstance(found.original_route, APIRoute):
            yield found.original_route


def _fields(app: FastAPI) -> Iterator[Any]:
    for route in _routes(app):
        yield from _parameters(route.dependant)
        yield from route.dependant.body_params


def _parameters(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.path_params
    yield from dependant.query_params
    for other in dependant.dependencies:
        yield from _parameters(other)


def _adapter(field: Any) -> TypeAdapter[Any]:
    found: TypeAdapter[Any] = field._type_adapter
    return found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
            for field in part.model_fields.values():
                yield from _models(field.annotation)
        elif part is not annotation:
            yield from _models(part)


def _schemas(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if isinstance(part.get("type"), str) and part["type"] in {*_BEGINNINGS, *_HOLDERS}:
            yield part
        elif isinstance(part.get("type"), str) and "schema" in part:
            raise AssertionError(f"no kinds are known of the schema {part['type']}")
        for name, value in part.items():
            if name not in ("metadata", "serialization"):
                yield from _schemas(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _schemas(value)


def _kinds(schema: dict[str, Any]) -> Iterator[str]:
    for beginning in _BEGINNINGS.get(schema["type"], ()):
        many = beginning.endswith("_")
        yield from (
            kind for kind in ALL_KINDS if kind == beginning or (many and kind.startswith(beginning))
        )
    for constraint, kind in _CONSTRAINTS.items():
        if constraint in schema and schema["type"] != "str":
            yield kind
