"""What OpenAPI does not say by itself: the roles of an operation, its security, its errors."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from kit import errors
from kit.auth import requirements
from kit.problems import MEDIA_TYPE

_EVERYWHERE: Final = (errors.Unauthenticated, errors.Forbidden, errors.Unavailable)
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": [errors.Invalid.type]},
        "title": {"type": "string", "examples": [errors.Invalid.title.id]},
        "status": {"type": "integer", "examples": [errors.Invalid.status]},
        "detail": {"type": "string", "examples": ["Periksa bagian yang disebut."]},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class Operation(NamedTuple):
    """One method on one path, and who may use it; `roles` is None when nobody was asked."""

    method: str
    path: str
    roles: frozenset[str] | None
    route: APIRoute


def operations(app: FastAPI) -> Iterator[Operation]:
    """Walk all operations of an app, those of included routers too."""
    for found in iter_route_contexts(app.routes):
        if not isinstance(found.original_route, APIRoute):
            continue
        dependant: Dependant = getattr(found, "dependant", found.original_route.dependant)
        for method in sorted(found.methods or ()):
            yield Operation(method, found.path or "", _roles(dependant), found.original_route)


def install(app: FastAPI) -> None:
    """Make the app's OpenAPI document name roles, security and errors."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    for operation in operations(app):
        described = document["paths"].get(operation.path, {}).get(operation.method.lower())
        if described is not None:
            _describe(described, operation.roles)
    return document


def _describe(described: dict[str, Any], roles: frozenset[str] | None) -> None:
    answers = described.setdefault("responses", {})
    answers.pop("422", None)  # FastAPI's own shape of a validation error is never sent
    kinds: tuple[type[errors.ServiceError], ...] = (errors.Invalid,)
    if roles is not None:
        described["x-roles"] = sorted(roles)
        described["security"] = [{"token": []}]
        kinds = (errors.Invalid, *_EVERYWHERE)
    for kind in kinds:
        answers.setdefault(str(kind.status), _answer(kind))


def _answer(kind: type[errors.ServiceError]) -> dict[str, Any]:
    return {
        "description": kind.title.en,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _roles(dependant: Dependant) -> frozenset[str] | None:
    """Return the roles that pass every requirement of a route, None when it has none."""
    found = [requirement.roles for requirement in requirements(dependant)]
    return frozenset.intersection(*found) if found else None
