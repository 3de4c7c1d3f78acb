"""The keys that a part of a document may have; the message about an unknown key lists them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from instrument.documents.store.parts import Part

_MOST: Final = 12


def keys_to_give(
    model: type[Part], location: Sequence[int | str], present: Mapping[str, Any]
) -> str:
    """Return the keys that the part with an unknown key may have: at most 12, absent ones first.

    `location`: from the error of pydantic; `present`: the part as it was written.
    """
    whole = _schema(model)
    schemas: list[Mapping[str, Any]] = [whole]
    for step in location[:-1]:
        schemas = [below for schema in schemas for below in _below(whole, schema, step)]
    known = [key for schema in schemas for key in _keys(whole, schema)]
    ordered = sorted(dict.fromkeys(known), key=lambda key: key in present)
    more = ["…"] if len(ordered) > _MOST else []
    return ", ".join([*ordered[:_MOST], *more])


@cache
def _schema(model: type[Part]) -> dict[str, Any]:
    return model.model_json_schema()


def _below(
    whole: Mapping[str, Any], schema: Mapping[str, Any], step: int | str
) -> Iterator[Mapping[str, Any]]:
    """Yield the schemas of a part; the tag of a union is a step of its own."""
    resolved = _resolved(whole, schema)
    if "discriminator" in resolved:
        yield {"$ref": resolved["discriminator"]["mapping"][step]}
        return
    for choice in resolved.get("anyOf", (resolved,)):
        shape = _resolved(whole, choice)
        if isinstance(step, int) and "items" in shape:
            yield shape["items"]
        elif step in shape.get("properties", ()):
            yield shape["properties"][step]


def _keys(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    resolved = _resolved(whole, schema)
    for choice in resolved.get("anyOf", (resolved,)):
        yield from _resolved(whole, choice).get("properties", ())


def _resolved(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a reference names."""
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema
