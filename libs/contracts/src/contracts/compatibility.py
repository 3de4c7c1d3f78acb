"""Tell whether a schema may replace another without a new version.

Only adding an optional field is allowed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_INDIFFERENT = ("title", "description", "$schema", "default")


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """Return the differences that matter between two schemas.

    They could break a reader, or lose data, if events of both schemas are mixed.
    """
    return list(_compare(old, new, path=""))


def _compare(old: Any, new: Any, *, path: str) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        if "properties" in old and "properties" in new:
            yield from _compare_objects(old, new, path=path)
        else:
            yield from _compare_keys(old, new, path=path)
    elif old != new:
        yield f"{path or '/'}: was {old!r}, is {new!r}"


def _compare_objects(old: Schema, new: Schema, *, path: str) -> Iterator[str]:
    for name in old["properties"].keys() - new["properties"].keys():
        yield f"{path}/{name}: the field was removed"
    for name in set(new.get("required", ())) - set(old.get("required", ())):
        yield f"{path}/{name}: the field is newly required"
    for name in set(old.get("required", ())) - set(new.get("required", ())):
        yield f"{path}/{name}: the field is no longer required"
    for name in old["properties"].keys() & new["properties"].keys():
        yield from _compare(old["properties"][name], new["properties"][name], path=f"{path}/{name}")
    rest = ("properties", "required")
    yield from _compare_keys(_without(old, rest), _without(new, rest), path=path)


def _compare_keys(old: Schema, new: Schema, *, path: str) -> Iterator[str]:
    before, after = _without(old, _INDIFFERENT), _without(new, _INDIFFERENT)
    for key in before.keys() - after.keys():
        yield f"{path}/{key}: was removed"
    for key in after.keys() - before.keys():
        if not path.endswith("$defs"):  # a new shape breaks nobody until a field uses it
            yield f"{path}/{key}: was added"
    for key in before.keys() & after.keys():
        yield from _compare(before[key], after[key], path=f"{path}/{key}")


def _without(schema: Schema, names: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in names}
