"""Merge the OpenAPI documents of the services into one."""

import json
from collections.abc import Collection, Mapping
from typing import Any

_PUBLIC = "/api/v1/"
_SCHEMA = "#/components/schemas/"
_CONTENT = {"application/problem+json": {"schema": {"$ref": f"{_SCHEMA}Problem"}}}
# Of a part of an address that the gateway forwards.
_PLAIN = r"^[^\x00-\x1f\x7f/\\]+$"
# What the gateway answers before a service is asked.
_OF_THE_DOOR = {
    "413": {"description": "The address, a header or the body is too long", "content": _CONTENT},
    "429": {
        "description": "Too many requests",
        "headers": {
            "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait"}
        },
        "content": _CONTENT,
    },
}


def merge(
    own: Mapping[str, Any],
    services: Mapping[str, Mapping[str, Any]],
    *,
    unavailable: Collection[str] = (),
) -> dict[str, Any]:
    """Return `own` with the public paths of the services added.

    If two documents define a schema differently, it keeps its name in the first and gets the
    service's name as a prefix in the others. `unavailable` are the services whose document is
    missing or old.
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


def complete(
    document: dict[str, Any],
    examples: Mapping[str, Mapping[str, Any]],
    descriptions: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Add examples, descriptions of fields, and the answer 429 to a merged document.

    `examples["answers"]` has an answer for each `METHOD path`, `examples["parameters"]` a value for
    each parameter name. `descriptions["common"]` has a text for each name of a field, one of a
    schema's name what differs there, `descriptions["parameters"]` those of parameters. What a
    service's own document says is not replaced.
    """
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation.setdefault("responses", {})
            if path.startswith(_PUBLIC):
                for status, answered in _OF_THE_DOOR.items():
                    answers.setdefault(status, answered)
            answer = examples["answers"].get(f"{method.upper()} {path}")
            for status, described in answers.items():
                content = described.get("content", {}).get("application/json")
                if answer is not None and content is not None and status.startswith("2"):
                    content.setdefault("example", answer)
            for parameter in operation.get("parameters", []):
                _complete_parameter(parameter, examples["parameters"], descriptions["parameters"])
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        own = descriptions.get(name.rpartition("__")[2], {})
        _describe_fields(schema, {**descriptions["common"], **own})
    return document


def _describe_fields(part: Any, texts: Mapping[str, str]) -> None:
    if isinstance(part, list):
        for item in part:
            _describe_fields(item, texts)
    if isinstance(part, dict):
        for name, field in part.get("properties", {}).items():
            if name in texts and isinstance(field, dict):
                field.setdefault("description", texts[name])
        for inner in part.values():
            _describe_fields(inner, texts)


def _complete_parameter(
    parameter: dict[str, Any], examples: Mapping[str, Any], descriptions: Mapping[str, str]
) -> None:
    _illustrate(parameter, examples)
    if parameter["in"] == "path" and parameter["schema"].get("type") == "string":
        parameter["schema"].setdefault("pattern", _PLAIN)
    if parameter["name"] in descriptions:
        parameter.setdefault("description", descriptions[parameter["name"]])


def _illustrate(parameter: dict[str, Any], values: Mapping[str, Any]) -> None:
    own = {"example", "examples"}
    has_one = own & parameter.keys() or own & parameter.get("schema", {}).keys()
    if not has_one and parameter["name"] in values:
        parameter["example"] = values[parameter["name"]]


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
    """Return a copy in which references use the new names."""
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
