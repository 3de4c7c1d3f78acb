"""Which keys a part of a document may have, to be told to whom wrote another one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from instrument.documents.store.parts import Part

_MOST: Final = 12


def keys_to_give(
    model: type[Part], location: Sequence[int | str], present: Mapping[str, Any]
) -> str:
    """Return the keys that are known around an unknown one, the first dozen, absent ones first.

    `location`: as pydantic tells it; `present`: the part as it was written.
    """
    whole = _schema(model)
    part: list[Mapping[str, Any]] = [whole]
    for step in location[:-1]:
        part = [found for each in part for found in _below(whole, each, step)]
    known = [key for each in part for key in _keys(whole, each)]
    ordered = sorted(dict.fromkeys(known), key=lambda key: key in present)
    more = ["…"] if len(ordered) > _MOST else []
    return ", ".join([*ordered[:_MOST], *more])


@cache
def _schema(model: type[Part]) -> dict[str, Any]:
    return model.model_json_schema()


def _below(
    whole: Mapping[str, Any], schema: Mapping[str, Any], step: int | str
) -> Iterator[Mapping[str, Any]]:
    """Yield what a schema says of one of its parts; the tag of a union is a step of its own."""
    found = _resolved(whole, schema)
    if "discriminator" in found:
        yield {"$ref": found["discriminator"]["mapping"][step]}
        return
    for choice in found.get("anyOf", (found,)):
        shape = _resolved(whole, choice)
        if isinstance(step, int) and "items" in shape:
            yield shape["items"]
        elif step in shape.get("properties", ()):
            yield shape["properties"][step]


def _keys(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    found = _resolved(whole, schema)
    for choice in found.get("anyOf", (found,)):
        yield from _resolved(whole, choice).get("properties", ())


def _resolved(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema itself where only its name stands."""
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema
