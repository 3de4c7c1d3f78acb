"""What null means in a request is said where it is taken, and nothing is said where it is not."""

import re
from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from tests.contract import test_api_document as api

from gateway.description.api.routes import descriptions, examples
from gateway.description.domain import complete, merge

_NULL: Final = re.compile(r"\bnulls?\b", re.IGNORECASE)

apps = api.apps


def test_a_field_of_a_request_speaks_of_null_where_it_takes_null(apps: dict[str, FastAPI]) -> None:
    found = merge({"paths": {}}, {name: app.openapi() for name, app in apps.items()})
    document = complete(found, examples(), descriptions())
    wrong = sorted({f"{name}.{field}" for name, field in _wrong(document)})

    assert wrong == []


def _wrong(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    schemas = document["components"]["schemas"]
    for name in _sent(document):
        for field, schema in schemas[name].get("properties", {}).items():
            takes_null = "'type': 'null'" in str(schema)  # itself, or what stands in it
            if takes_null != bool(_NULL.search(schema.get("description", ""))):
                yield name, field


def _sent(document: dict[str, Any]) -> set[str]:
    """Return the schemas of bodies, and of what stands in them."""
    known: set[str] = set()
    waiting = [
        *(
            operation.get("requestBody", {})
            for item in document["paths"].values()
            for operation in item.values()
        )
    ]
    while waiting:
        for name in re.findall(r"#/components/schemas/([\w.-]+)", str(waiting.pop())):
            if name not in known:
                known.add(name)
                waiting.append(document["components"]["schemas"][name])
    return known
