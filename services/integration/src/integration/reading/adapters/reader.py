"""Ask one source for JSON, with its credential and entity tags; try again when it fails."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx
from aiolimiter import AsyncLimiter
from anyio import CapacityLimiter
from opentelemetry.trace import SpanKind
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from integration.reading.adapters import failures
from integration.reading.adapters.effort import Effort, seconds_to_wait
from integration.reading.adapters.failures import SourceFailure, TemporaryFailure
from integration.reading.domain.answers import Answer, Answers, asked_of
from integration.reading.domain.row_error import WRITTEN_TWICE
from integration.sources.domain.reason import Reason
from kit.fail_points import Step, reached
from kit.observe import forget_span, span
from kit.outbound import DeadlineExceeded, HttpError, TlsRefused, Unreachable
from rules.json_text import MOST, JsonError, TooDeepError, check_depth, read_json
from rules.text import Text

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_REFUSED: Final = (401, 403)
_MAX_ETAG: Final = 200
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2
_BACK_OFF: Final = wait_random_exponential(multiplier=_FIRST_PAUSE, max=_LONGEST_PAUSE)
# What a source asks to wait within a run; of more, the run fails and the next one waits.
_LONGEST_WAIT: Final = 5.0


class Client(Protocol):
    """The part of kit.outbound.HttpClient that is used here."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        deadline_seconds: float | None = None,
        max_body_bytes: int | None = None,
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
    """Reads the paths of one source within its budget; what it answered in this run is kept."""

    def __init__(
        self,
        client: Client,
        base_url: str,
        *,
        headers: Mapping[str, str],
        effort: Effort,
        answers: Answers,
        deadline_seconds: int,
    ) -> None:
        self._client = client
        self._base_url = base_url
        self._headers = {"Accept": "application/json", **headers}
        self._effort = effort
        self._answers = answers
        self._deadline = deadline_seconds
        self._places = CapacityLimiter(effort.at_once)
        self._rate = None if effort.per_minute is None else _limiter(effort.per_minute)

    async def read(
        self, path: str, params: Mapping[str, str], *, etag: str | None = None
    ) -> SourceAnswer:
        """Return the document at a path, or that it did not change since `etag`.

        Raises:
            SourceFailure: There is no usable answer after all attempts.
        """
        kept = self._answers.recall(asked_of(path, params, etag))
        if kept is not None:
            return self._read(path, kept)
        if self._answers.only_kept:
            raise failures.not_kept(path)
        answer, found = await self._fetched(path, params, etag)
        self._answers.add(answer)
        reached(Step.AFTER_PART)
        return found

    def was_cut_off(self, path: str, params: Mapping[str, str], after: Mapping[str, str]) -> bool:
        """Say whether this answer was got before the run was cut off, and the one after it not."""
        if self._answers.only_kept or self._answers.recall(asked_of(path, params, None)) is None:
            return False
        return self._answers.recall(asked_of(path, after, None)) is None

    async def is_still(self, path: str, params: Mapping[str, str]) -> bool:
        """Ask whether the source still answers what it answered before the run was cut off."""
        kept = self._answers.recall(asked_of(path, params, None))
        if kept is None:
            return False
        now, _ = await self._fetched(path, params, kept.etag)
        return now.unchanged or now.body == kept.body

    def forget(self, path: str, pages: Sequence[Mapping[str, str]]) -> None:
        """Forget what was kept of these pages."""
        self._answers.forget(asked_of(path, params, None) for params in pages)

    async def _fetched(
        self, path: str, params: Mapping[str, str], etag: str | None
    ) -> tuple[Answer, SourceAnswer]:
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(self._effort.attempts),
            wait=_pause,
            retry=retry_if_exception(_may_pass),
            reraise=True,
        ):
            with attempt:
                async with self._places, self._rate or nullcontext():
                    answer = await self._ask(path, params, etag)
                    return answer, self._read(path, answer)
        raise AssertionError("the last attempt returns or raises")

    async def _ask(self, path: str, params: Mapping[str, str], etag: str | None) -> Answer:
        condition = {} if etag is None else {"If-None-Match": etag}
        with span("source request", kind=SpanKind.CLIENT, attributes={"url.path": path}) as opened:
            try:
                response = await self._client.get(
                    f"{self._base_url}{path}",
                    headers={**self._headers, **condition},
                    params=params,
                    deadline_seconds=self._deadline,
                    max_body_bytes=self._effort.body_bytes,
                )
            except HttpError as error:
                raise _unusable(path, error) from error
            opened.set_attribute("http.response.status_code", response.status_code)
            answer = _answer(path, response, etag, asked=asked_of(path, params, etag))
            if answer.unchanged:
                forget_span(opened)
            return answer

    def _read(self, path: str, answer: Answer) -> SourceAnswer:
        if answer.unchanged:
            return SourceAnswer(None, answer.etag)
        return SourceAnswer(decoded(path, answer.body, self._effort.depth), answer.etag)


def base_url_of(registered: str, usual_path: str) -> str:
    """Return where the API is: a registered URL without a path gets the system's usual one."""
    trimmed = registered.rstrip("/")
    return trimmed if urlsplit(trimmed).path else f"{trimmed}{usual_path}"


def _answer(path: str, response: httpx.Response, etag: str | None, *, asked: str) -> Answer:
    if response.status_code == _NOT_MODIFIED and etag is not None:
        return Answer(asked=asked, body=b"", etag=etag, unchanged=True)
    if response.status_code in _REFUSED:
        raise failures.credential_refused(path, response.status_code)
    if response.status_code != _OK:
        wait = seconds_to_wait(response.headers)
        raise failures.error_answer(path, response.status_code, wait)
    fresh = _usable_etag(response.headers.get("etag"))
    return Answer(asked=asked, body=response.content, etag=fresh)


def _limiter(per_minute: int) -> AsyncLimiter:
    """Return what lets so many requests pass; those of a minute do not come all at once."""
    per_second = per_minute / 60
    return AsyncLimiter(max(1.0, per_second), max(1.0, 1 / per_second))


def _pause(state: RetryCallState) -> float:
    """Return how long to wait: as the source asks, and else ever longer, each time by chance."""
    error = None if state.outcome is None else state.outcome.exception()
    asked = error.retry_after if isinstance(error, SourceFailure) else None
    return max(_BACK_OFF(state), asked or 0.0)


def _may_pass(error: BaseException) -> bool:
    """Say whether to try again within this run; a long wait is left to the next one."""
    return isinstance(error, TemporaryFailure) and (error.retry_after or 0) <= _LONGEST_WAIT


def decoded(path: str, body: bytes, depth: int = MOST) -> object:
    """Return the JSON; numbers with decimals stay exact, members written twice are marked.

    Raises:
        SourceFailure: It is no JSON, is nested too deeply, or its envelope says something twice.
    """
    try:
        check_depth(body, depth)
        document: object = read_json(body, decimal=Decimal, repeated=WRITTEN_TWICE)
    except TooDeepError as error:
        raise failures.too_deep(path) from error
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
    if isinstance(error, Unreachable | DeadlineExceeded) and not isinstance(error, TlsRefused):
        return TemporaryFailure(reason)
    return SourceFailure(reason)


_UNREACHABLE: Final = ("unreachable", Text("tidak dapat dihubungi", "out of reach"))
_EXCHANGES: Final = {
    "DeadlineExceeded": ("deadline", Text("melewati batas waktu", "beyond the deadline")),
    "BodyTooLarge": ("too_large", Text("jawaban terlalu besar", "the answer is too large")),
    "BadEncoding": ("bad_encoding", Text("jawaban tidak dapat diurai", "unreadable answer")),
    "RedirectRefused": ("redirect_refused", Text("pengalihan ditolak", "redirect refused")),
    "TlsRefused": ("tls", Text("sambungan aman ditolak", "no secure connection")),
    "TargetRefused": ("target_refused", Text("alamat ditolak", "address refused")),
}
_LONGEST: Final = 200
