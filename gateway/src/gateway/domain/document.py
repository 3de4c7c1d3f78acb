"""One OpenAPI document from those of the services."""

import json
from collections.abc import Collection, Mapping
from typing import Any

_PUBLIC = "/api/v1/"
_SCHEMA = "#/components/schemas/"


def merge(
    own: Mapping[str, Any],
    services: Mapping[str, Mapping[str, Any]],
    *,
    unavailable: Collection[str] = (),
) -> dict[str, Any]:
    """Return `own` with the public paths of the services added.

    A schema that two documents define differently keeps its name in the first and carries the
    service's name in the others. `unavailable` are services whose document is missing or old.
    """
    merged: dict[str, Any] = json.loads(json.dumps(own))
    paths = merged.setdefault("paths", {})
    components = merged.setdefault("components", {})
    for service in sorted(services):
        document = services[service]
        renamed = _clashes(document, components.get("schemas", {}), service=service)
        for path, operations in _rewritten(document.get("paths", {}), renamed).items():
            if path.startswith(_PUBLIC):
                paths.setdefault(path, operations)
        for kind, parts in _rewritten(document.get("components", {}), renamed).items():
            known = components.setdefault(kind, {})
            for name, part in parts.items():
                known.setdefault(renamed.get(name, name) if kind == "schemas" else name, part)
    merged["x-unavailable"] = sorted(unavailable)
    return merged


def _clashes(
    document: Mapping[str, Any], known: Mapping[str, Any], *, service: str
) -> Mapping[str, str]:
    schemas: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
    return {
        name: f"{service.capitalize()}{name}"
        for name, schema in schemas.items()
        if name in known and known[name] != schema
    }


def _rewritten(part: Any, renamed: Mapping[str, str]) -> Any:
    """Return a copy in which references follow the new names."""
    if isinstance(part, Mapping):
        return {key: _reference(key, value, renamed=renamed) for key, value in part.items()}
    if isinstance(part, list):
        return [_rewritten(item, renamed) for item in part]
    return part


def _reference(key: str, value: Any, *, renamed: Mapping[str, str]) -> Any:
    if key == "$ref" and isinstance(value, str) and value.startswith(_SCHEMA):
        name = value.removeprefix(_SCHEMA)
        return _SCHEMA + renamed.get(name, name)
    return _rewritten(value, renamed)
