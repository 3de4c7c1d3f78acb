"""What OpenAPI does not say by itself: the roles of an operation, its security, its errors."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from kit import errors
from kit.auth import Requirement, requirements
from kit.web._problems import MEDIA_TYPE

_EVERYWHERE: Final = (errors.Unauthenticated, errors.Forbidden, errors.Unavailable)
_WITH_BODY: Final = (errors.TooLarge, errors.UnsupportedMedia)
_UNSENT: Final = "#/components/schemas/HTTPValidationError"
_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same key and body, the request has the same answer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "01996f4e-5d2c-7c3a-9f10-2b6f1f0f7a11",
}
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
        "more_errors": {
            "type": "integer",
            "minimum": 1,
            "description": "How many errors were found beyond those listed",
        },
        "errors": {
            "type": "array",
            "maxItems": errors.MOST_ERRORS,
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Operation(NamedTuple):
    """One method on one path; `roles` pass all its requirements, None for a route without one."""

    method: str
    path: str
    requirements: list[Requirement]
    roles: frozenset[str] | None
    route: APIRoute


def operations(app: FastAPI) -> Iterator[Operation]:
    """Walk all operations of an app, those of included routers too."""
    for found in iter_route_contexts(app.routes):
        if not isinstance(found.original_route, APIRoute):
            continue
        dependant: Dependant = getattr(found, "dependant", found.original_route.dependant)
        needed = requirements(dependant)
        roles = frozenset.intersection(*(one.roles for one in needed)) if needed else None
        for method in sorted(found.methods or ()):
            yield Operation(method, found.path or "", needed, roles, found.original_route)


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
            _describe(described, operation)
    for unsent in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unsent, None)
    return document


def _describe(described: dict[str, Any], operation: Operation) -> None:
    answers = described.setdefault("responses", {})
    if _UNSENT in repr(answers.get("422")):  # FastAPI's own shape of a validation error
        del answers["422"]
    for kind in _kinds(described, operation):
        answers.setdefault(str(kind.status), _answer(kind))
    for status, answer in answers.items():
        if int(status) >= errors.Invalid.status:
            answer.setdefault("content", _CONTENT)
    if operation.roles is not None:
        described["x-roles"] = sorted(operation.roles)
        described["security"] = [{"token": []}]
    if _is_command(operation):
        described.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)


def _kinds(described: dict[str, Any], operation: Operation) -> Iterator[type[errors.ServiceError]]:
    yield errors.Invalid
    if "requestBody" in described:
        yield from _WITH_BODY
    if operation.roles is not None:
        yield from _EVERYWHERE
    if _is_command(operation):
        yield errors.Unprocessable


def _is_command(operation: Operation) -> bool:
    """Tell whether a key makes the operation happen once: a POST of an `IdempotentRoute`."""
    return operation.method == "POST" and operation.roles is not None


def _answer(kind: type[errors.ServiceError]) -> dict[str, Any]:
    return {"description": kind.title.en, "content": _CONTENT}
