"""Ask one source for JSON, with its credential and entity tags; try again when it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx
from opentelemetry.trace import SpanKind
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from integration.reading.adapters import failures
from integration.reading.adapters.failures import SourceFailure, TemporaryFailure
from integration.reading.domain.row_error import WRITTEN_TWICE
from integration.sources.domain.reason import Reason
from kit.observe import forget_span, span
from kit.outbound import DeadlineExceeded, HttpError, Unreachable
from rules.json_text import JsonError, read_json
from rules.text import Text

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_REFUSED: Final = (401, 403)
_MAX_ETAG: Final = 200
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2


class Client(Protocol):
    """The part of kit.outbound.HttpClient that is used here."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        deadline_seconds: float | None = None,
    ) -> httpx.Response:
        """Return the answer with its whole body."""


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """A document; `document` None: nothing changed since `etag`."""

    document: object
    etag: str | None

    @property
    def unchanged(self) -> bool:
        """Whether the source answered 304."""
        return self.document is None


class Reader:
    """Reads the paths of one source; each request is tried at most `attempts` times."""

    def __init__(
        self,
        client: Client,
        base_url: str,
        *,
        headers: Mapping[str, str],
        attempts: int,
        deadline_seconds: int,
    ) -> None:
        self._client = client
        self._base_url = base_url
        self._headers = {"Accept": "application/json", **headers}
        self._attempts = attempts
        self._deadline = deadline_seconds

    async def read(
        self, path: str, params: Mapping[str, str], *, etag: str | None = None
    ) -> SourceAnswer:
        """Return the document at a path, or that it did not change since `etag`.

        Raises:
            SourceFailure: There is no usable answer after all attempts.
        """
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(self._attempts),
            wait=wait_random_exponential(multiplier=_FIRST_PAUSE, max=_LONGEST_PAUSE),
            retry=retry_if_exception_type(TemporaryFailure),
            reraise=True,
        ):
            with attempt:
                return await self._ask(path, params, etag)
        raise AssertionError("the last attempt returns or raises")

    async def _ask(self, path: str, params: Mapping[str, str], etag: str | None) -> SourceAnswer:
        condition = {} if etag is None else {"If-None-Match": etag}
        with span("source request", kind=SpanKind.CLIENT, attributes={"url.path": path}) as opened:
            try:
                response = await self._client.get(
                    f"{self._base_url}{path}",
                    headers={**self._headers, **condition},
                    params=params,
                    deadline_seconds=self._deadline,
                )
            except HttpError as error:
                raise _unusable(path, error) from error
            opened.set_attribute("http.response.status_code", response.status_code)
            answer = _answer(path, response, etag)
            if answer.unchanged:
                forget_span(opened)
            return answer


def base_url_of(registered: str, usual_path: str) -> str:
    """Return where the API is: a registered URL without a path gets the system's usual one."""
    trimmed = registered.rstrip("/")
    return trimmed if urlsplit(trimmed).path else f"{trimmed}{usual_path}"


def _answer(path: str, response: httpx.Response, etag: str | None) -> SourceAnswer:
    if response.status_code == _NOT_MODIFIED and etag is not None:
        return SourceAnswer(None, etag)
    if response.status_code in _REFUSED:
        raise failures.credential_refused(path, response.status_code)
    if response.status_code != _OK:
        raise failures.error_answer(path, response.status_code)
    fresh = response.headers.get("etag")
    return SourceAnswer(decoded(path, response.content), _usable_etag(fresh))


def decoded(path: str, body: bytes) -> object:
    """Return the JSON; numbers with decimals stay exact, members written twice are marked.

    Raises:
        SourceFailure: It is no JSON, or its envelope says something twice.
    """
    try:
        document: object = read_json(body, decimal=Decimal, repeated=WRITTEN_TWICE)
    except JsonError as error:
        raise failures.not_json(path) from error
    if document is None or not _is_clear(document):
        raise failures.bad_envelope(path)
    return document


def _is_clear(part: object) -> bool:
    """Say whether an envelope has no member twice; a row that has one is an error of that row."""
    if isinstance(part, dict):
        return all(map(_is_clear, part.values()))
    return part is not WRITTEN_TWICE


def _usable_etag(etag: str | None) -> str | None:
    return etag if etag and len(etag) <= _MAX_ETAG and etag.isascii() else None


def _unusable(path: str, error: HttpError) -> SourceFailure:
    """Return the failure for an exchange without a usable answer; its text names no secret."""
    code, kind = _EXCHANGES.get(type(error).__name__, _UNREACHABLE)
    told = Text(*(text[:_LONGEST] for text in error.text))
    reason = Reason(code, Text(f"{path}: {kind.id}: {told.id}.", f"{path}: {kind.en}: {told.en}."))
    passing = isinstance(error, Unreachable | DeadlineExceeded)
    return TemporaryFailure(reason) if passing else SourceFailure(reason)


_UNREACHABLE: Final = ("unreachable", Text("tidak dapat dihubungi", "out of reach"))
_EXCHANGES: Final = {
    "DeadlineExceeded": ("deadline", Text("melewati batas waktu", "beyond the deadline")),
    "BodyTooLarge": ("too_large", Text("jawaban terlalu besar", "the answer is too large")),
    "BadEncoding": ("bad_encoding", Text("jawaban tidak dapat diurai", "unreadable answer")),
    "RedirectRefused": ("redirect_refused", Text("pengalihan ditolak", "redirect refused")),
    "TargetRefused": ("target_refused", Text("alamat ditolak", "address refused")),
}
_LONGEST: Final = 200
