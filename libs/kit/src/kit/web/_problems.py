"""Errors as RFC 9457 problem details, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kit import errors
from kit.errors import MOST_ERRORS, ServiceError
from kit.web._validation import field_errors
from rules.languages import Language, in_language, negotiate
from rules.refusal import Refusal
from rules.text import Text, all_seen

MEDIA_TYPE: Final = "application/problem+json"

_BY_STATUS: Final = {kind.status: kind for kind in ServiceError.__subclasses__()}
_SENTENCES: Final[Mapping[int, Text]] = {
    400: Text("Isi permintaan tidak dapat dibaca.", "The request could not be read."),
    404: Text("Alamat ini tidak ada.", "There is nothing at this address."),
    413: Text("Isi melebihi batas.", "The body is larger than the limit."),
    415: Text("Kirim application/json.", "Send application/json."),
}
# What of the request such an error is about; an empty pointer is the whole body.
_PARTS: Final[Mapping[int, Refusal]] = {
    400: Refusal("", Text("bukan JSON yang dapat dibaca", "is no JSON that can be read")),
    413: Refusal("", Text("terlalu besar", "is too large")),
    415: Refusal("header/Content-Type", Text("bukan application/json", "is another kind")),
}
_BROKEN: Final = Text(
    "Ada kesalahan di pihak kami; kejadian ini tercatat. Sebutkan request_id bila melapor.",
    "Something went wrong on our side; it is recorded. Quote request_id when you report it.",
)


def install(app: FastAPI) -> None:
    """Answer every error of the app as a problem document."""
    app.add_exception_handler(ServiceError, _answer)
    app.add_exception_handler(HTTPException, _answer)
    app.add_exception_handler(RequestValidationError, _answer)


def install_translation(
    app: FastAPI,
    kinds: Sequence[type[Exception]],
    translate: Callable[[Exception], ServiceError | None],
) -> None:
    """Answer errors of a library as `translate` says; errors that it does not know are defects."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = translate(error)
        if problem is None:
            raise error
        return respond(problem, request)

    for kind in kinds:
        app.add_exception_handler(kind, answer)


def respond(error: Exception, request: Request) -> Response:
    problem = _problem_of(error)
    language = negotiate(request.headers.get("accept-language"))
    return Response(
        msgspec.json.encode(_document(problem, request, language), enc_hook=str),
        status_code=problem.status,
        headers={**problem.headers, "Content-Language": language},
        media_type=MEDIA_TYPE,
    )


async def _answer(request: Request, error: Exception) -> Response:
    return respond(error, request)


def not_allowed(methods: Iterable[str]) -> errors.MethodNotAllowed:
    """Return the error for a method that an address does not take; it names those that it does."""
    taken = {*methods}
    allowed = ", ".join(sorted(taken | {"HEAD"} if "GET" in taken else taken))
    return errors.MethodNotAllowed(
        Text(f"Alamat ini hanya menerima {allowed}.", f"This address accepts only {allowed}."),
        headers={"Allow": allowed},
    )


def _problem_of(error: Exception) -> ServiceError:
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, RequestValidationError):
        if isinstance(error.body, bytes):  # not even read, as it does not say that it is JSON
            return _from_http(HTTPException(errors.UnsupportedMedia.status))
        return errors.Invalid(errors.CHECK_THE_PARTS, errors=field_errors(error))
    if isinstance(error, HTTPException):
        # What the kit refuses while FastAPI reads a body has to come as an HTTPException.
        cause = error.__cause__
        return cause if isinstance(cause, ServiceError) else _from_http(error)
    return errors.Broken(_BROKEN)


def _from_http(error: HTTPException) -> ServiceError:
    if error.status_code == errors.MethodNotAllowed.status:  # an address outside of the table
        return not_allowed((error.headers or {}).get("Allow", "").split(", "))
    fallback = errors.Invalid if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else None
    kind = _BY_STATUS.get(error.status_code, fallback or errors.Broken)
    part = _PARTS.get(error.status_code)
    return kind(
        _SENTENCES.get(error.status_code, error.detail),
        errors=() if part is None else [part],
        headers=error.headers,
    )


def _document(problem: ServiceError, request: Request, language: Language) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": problem.type,
        "title": in_language(problem.title, language),
        "status": problem.status,
        "detail": all_seen(in_language(problem.detail, language)),
        "instance": request.url.path,
        **problem.extra,
    }
    request_id = getattr(request.state, "request_id", None)
    if request_id is not None:
        document["request_id"] = request_id
    if problem.errors:
        document["errors"] = _listed(problem.errors[:MOST_ERRORS], request, language)
    if (rest := len(problem.errors) - MOST_ERRORS) > 0:
        document["more_errors"] = rest
    return document


def _listed(found: Sequence[Refusal], request: Request, language: Language) -> list[dict[str, str]]:
    return [
        {
            "pointer": _address(refusal.pointer, request),
            # It may repeat what was sent. A pointer stays exact: programs follow it.
            "message": all_seen(in_language(refusal.text, language)),
        }
        for refusal in found
    ]


def _address(pointer: str, request: Request) -> str:
    """Return where a refused part stands: a use case names it, only the edge knows its place."""
    # A use case that a body can ask too names a part of the body; a GET has it in its query.
    name = pointer.removeprefix("/") if request.method == "GET" else pointer
    places = (("path", request.path_params), ("query", request.query_params))
    return next((f"{place}/{name}" for place, given in places if name in given), pointer)
