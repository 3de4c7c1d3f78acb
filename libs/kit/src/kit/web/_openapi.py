"""What OpenAPI does not say by itself: the row of an operation, its security, errors and bounds."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kit import errors
from kit.web._operations import served
from kit.web._problems import MEDIA_TYPE
from operations.row import Operation

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
# Instead of a token, where an operation takes a signature.
_SIGNED_WITH: Final = tuple(
    {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
        "example": example,
    }
    for name, description, example in (
        ("Tolok-Timestamp", "When it was signed, in seconds since 1970", "1796000000"),
        ("Tolok-Nonce", "16 to 64 letters, digits, - or _, new for each request", "n-" + "4" * 22),
        ("Tolok-Signature", "The HMAC-SHA256 in hexadecimal", f"sha256={'0' * 64}"),
    )
)
_PLACE: Final = {
    "pointer": {
        "type": "string",
        "description": "Where: a JSON pointer into the body, path/…, query/… or header/…",
    },
    "message": {"type": "string", "description": "What is wrong, in the request's language"},
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "description": "What went wrong, as a stable name that programs compare",
            "examples": [errors.Invalid.type],
        },
        "title": {
            "type": "string",
            "description": "What went wrong, for people, in the language of the request",
            "examples": [errors.Invalid.title.id],
        },
        "status": {
            "type": "integer",
            "description": "The HTTP status",
            "examples": [errors.Invalid.status],
        },
        "detail": {
            "type": "string",
            "description": "What was wrong, and what to do",
            "examples": ["Periksa bagian yang disebut."],
        },
        "instance": {"type": "string", "description": "Path of the request"},
        "request_id": {"type": "string", "description": "Id of the request, to quote in a report"},
        "more_errors": {
            "type": "integer",
            "minimum": 1,
            "description": "How many errors were found beyond those listed",
        },
        "errors": {
            "type": "array",
            "description": "The parts that are wrong, each with its place",
            "maxItems": errors.MOST_ERRORS,
            "items": {"type": "object", "properties": _PLACE},
        },
    },
}
# Words of pydantic that stay where a value is read before it is checked; JSON Schema knows others.
_BOUNDS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
_SAME: Final = {"description": "It is what If-None-Match names"}
_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


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
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "signature": {"type": "apiKey", "in": "header", "name": _SIGNED_WITH[-1]["name"]},
    }
    for one in served(app):
        described = document["paths"].get(one.path, {}).get(one.method.lower())
        if described is not None and one.row is not None:
            _describe(described, one.row)
    for unsent in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unsent, None)
    _tighten(document)
    return document


def _tighten(part: Any) -> None:
    """Say of each schema what the service takes: bounds as JSON Schema names them, keys of maps."""
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            _tighten(inner)
    if isinstance(part, dict):
        for word in _BOUNDS.keys() & part.keys():
            if isinstance(part[word], int | float):
                part[_BOUNDS[word]] = part.pop(word)
        if "patternProperties" in part:
            part.setdefault("additionalProperties", False)


def _describe(described: dict[str, Any], operation: Operation) -> None:
    answers = described.setdefault("responses", {})
    if _UNSENT in repr(answers.get("422")):  # FastAPI's own shape of a validation error
        del answers["422"]
    if any(each["name"] == "If-None-Match" for each in described.get("parameters", [])):
        answers.setdefault("304", _SAME)
    for kind in _kinds(described, operation):
        answers.setdefault(str(kind.status), _answer(kind))
    for status, answer in answers.items():
        if int(status) >= errors.Invalid.status:
            answer.setdefault("content", _CONTENT)
    described["x-roles"] = sorted(operation.roles)
    described["x-scope"] = operation.scope
    described["x-kind"] = operation.kind
    if not operation.is_open:
        described["security"] = [{"token": []}]
    if operation.is_signed:
        described["security"].append({"signature": []})
        described.setdefault("parameters", []).extend(_SIGNED_WITH)
    if operation.is_keyed:
        described.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)


def _kinds(described: dict[str, Any], operation: Operation) -> Iterator[type[errors.ServiceError]]:
    yield errors.Invalid
    if "{" in operation.path:
        yield errors.NotFound
    if "requestBody" in described:
        yield from _WITH_BODY
    if not operation.is_open:
        yield from _EVERYWHERE
    if operation.is_keyed:
        yield from (errors.Conflict, errors.Unprocessable)


def _answer(kind: type[errors.ServiceError]) -> dict[str, Any]:
    return {"description": kind.title.en, "content": _CONTENT}
