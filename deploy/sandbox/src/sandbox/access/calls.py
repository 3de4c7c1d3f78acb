"""Small HTTP calls to the sandbox's own processes, without importing an HTTP client."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

_SECONDS = 10.0
_LONG_SECONDS = 60.0
_OK = 200
_REDIRECTED = 300


class CallError(RuntimeError):
    """The process refused the call or could not be reached; the message holds its answer."""


def answers_ok(url: str, *, seconds: float = 3.0) -> bool:
    """Return whether a GET of the address answers 200."""
    try:
        status, _ = _call("GET", url, seconds=seconds)
    except CallError:
        return False
    return status == _OK


def get_json(url: str, *, token: str | None = None) -> Any:
    """Return the JSON document at an address; raise CallError."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return _document(url, *_call("GET", url, headers=headers))


def get_text(url: str) -> str:
    """Return the text at an address; raise CallError."""
    status, body = _call("GET", url)
    if status != _OK:
        raise CallError(f"{url} answered {status}: {_reason(body)}")
    return body.decode(errors="replace")


def post_form(url: str, fields: Mapping[str, str]) -> Any:
    """Send a form and return the JSON document of the answer; raise CallError."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _document(url, *_call("POST", url, body=urlencode(fields), headers=headers))


def send_json(
    method: str,
    url: str,
    document: Any = None,
    *,
    token: str,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Send a JSON document and return that of the answer; raise CallError with what is wrong."""
    sent = {"Authorization": f"Bearer {token}", **(headers or {})}
    body = None if document is None else json.dumps(document)
    if body is not None:
        sent["Content-Type"] = "application/json"
    status, answer = _call(method, url, body=body, headers=sent, seconds=_LONG_SECONDS)
    if not _OK <= status < _REDIRECTED:
        raise CallError(f"{url} answered {status}: {_reason(answer)}{_named_errors(answer)}")
    return json.loads(answer)


def _named_errors(body: bytes) -> str:
    """Return each wrong part of a problem document on a line of its own."""
    try:
        errors = json.loads(body)["errors"]
        return "".join(f"\n  {error['pointer']}: {error['message']}" for error in errors)
    except (ValueError, KeyError, TypeError):
        return ""


def _document(url: str, status: int, body: bytes) -> Any:
    if status != _OK:
        raise CallError(f"{url} answered {status}: {_reason(body)}")
    return json.loads(body)


def _reason(body: bytes) -> str:
    """Return the text of a problem document or OAuth error, else the beginning of the body."""
    text = body.decode(errors="replace")[:500]
    try:
        problem = json.loads(body)
    except ValueError:
        return text
    if not isinstance(problem, dict):
        return text
    return str(problem.get("detail") or problem.get("error_description") or text)


def _call(
    method: str,
    url: str,
    *,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = _SECONDS,
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(parts.netloc, timeout=seconds)
    try:
        connection.request(method, path or "/", body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise CallError(f"{url} does not answer: {error}") from error
    finally:
        connection.close()
