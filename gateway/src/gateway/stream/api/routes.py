"""`GET /api/v1/stream`: the score events as they happen, as Server-Sent Events."""

import math
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Final

import jwt
from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse
from sse_starlette.sse import SendTimeoutError
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway import metrics
from gateway.door.api import limits
from gateway.stream import events
from gateway.stream.api.campaigns import refusal_of
from gateway.stream.domain.position import Position, PositionError
from gateway.stream.domain.score_event import KINDS, Selection
from gateway.stream.topics.agencies import Agencies
from gateway.stream.usecases.follow import Session, Timing
from kit.auth import Principal, PrincipalDep, Units
from kit.errors import Invalid, Unavailable
from kit.fields import ONE_LINE
from rules.agency import AGENCY
from rules.refusal import Refusal
from rules.text import Text

# One write may take longer than the total delay that ends a stream. A subscriber who reads at last
# can then still be told why the stream ends.
_WRITE_FACTOR: Final = 3

_EXAMPLE: Final = """retry: 1000
: tolok

id: 12.5.0.7.3.9
event: scoring.score.changed.v2
data: {"assessment_id":"01a20201-9d31-7740-a619-5b4df6c9f654","revision":41,…}

: alive
id: 12.5.1.7.3.9

"""

_AGENCIES: Final = Units(AGENCY)

router: Final = APIRouter(prefix="/api/v1", tags=["stream"])


class Filters(BaseModel):
    """What a subscriber asks for."""

    model_config = ConfigDict(extra="forbid")

    agency: Annotated[
        Annotated[str, ONE_LINE] | None,
        Field(max_length=100, description="An agency and all below it"),
    ] = None
    campaign: Annotated[
        Annotated[str, ONE_LINE] | None,
        Field(max_length=100, description="Code of a campaign in which your subtree takes part"),
    ] = None
    type: Annotated[
        list[Annotated[str, ONE_LINE]],
        Field(description=f"Any of {', '.join(sorted(KINDS))}; may be repeated"),
    ] = []


async def _seat(request: Request) -> AsyncIterator[None]:
    """Hold one of the streams from the request's beginning to the end of its answer."""
    subject = await limits.require_within_limits(request)
    with request.app.state.open_streams.seat(subject):
        yield


@router.get(
    "/stream",
    operation_id="follow_scores",
    response_class=EventSourceResponse,
    responses={
        200: {"content": {"text/event-stream": {"example": _EXAMPLE}}},
        404: {"description": "There is no such agency"},
    },
)
async def read_stream(
    request: Request,
    principal: PrincipalDep,
    _seat: Annotated[None, Depends(_seat)],
    *,
    filters: Annotated[Filters, Query()],
    last_event_id: Annotated[
        str | None, Header(description="The last `id` received: the stream goes on after it")
    ] = None,
) -> Response:
    """Follow the scores: all score events that the token may see, as they happen.

    `event` is the event's type, `data` its JSON, `id` the position after it. After an interruption,
    `Last-Event-ID` resumes exactly there. The stream itself sends two events. `stream.closed` says
    why the stream ends; connect again with the last id. `stream.reset` says that the given id is
    not in this log; the stream goes on from the oldest event that is still held.
    """
    state, settings = request.app.state, request.app.state.settings
    selection = await _selection(filters, principal, agencies=state.agencies)
    start = _start(last_event_id, state.tail.position)
    if filters.campaign is not None:
        refusal = await refusal_of(request, filters.campaign)
        if refusal is not None:
            return refusal
    session = Session(
        state.tail,
        state.score_log,
        selection=selection,
        start=start,
        timing=Timing(
            settings.stream_heartbeat_seconds,
            settings.stream_slow_seconds,
            min(settings.stream_session_seconds, _token_seconds(request)),
        ),
    )
    return _Stream(session, send_seconds=settings.stream_slow_seconds * _WRITE_FACTOR)


class _Stream(EventSourceResponse):
    """Sends a session to one subscriber."""

    def __init__(self, session: Session, *, send_seconds: float) -> None:
        # The session sends its own heartbeats, which carry a position.
        super().__init__(session.chunks(), ping=0, send_timeout=send_seconds)
        self._session = session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        metrics.record_stream_opened()
        ending: metrics.Ending = "too_slow"
        try:
            await super().__call__(scope, receive, send)
            ending = self._session.ending
            if (
                self.active
            ):  # neither the session nor the client has ended it: the server is stopping
                ending = "stopping"
                await self._send_with_timeout(send, _last(events.closed("stopping")))
        except SendTimeoutError:
            return  # a client that reads nothing can be told nothing; the server closes
        finally:
            metrics.record_stream_ended(ending)


def _last(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": False}


async def _selection(filters: Filters, principal: Principal, *, agencies: Agencies) -> Selection:
    root = _AGENCIES.root_of(principal)
    if filters.agency is not None:
        await _require_visible(filters.agency, principal, agencies=agencies)
    return Selection(
        subtree=root,
        agency_code=filters.agency,
        campaign_code=filters.campaign,
        kinds=_kinds(filters.type),
    )


async def _require_visible(code: str, principal: Principal, *, agencies: Agencies) -> None:
    line_of = partial(agencies.line_within, _AGENCIES.root_of(principal))
    if not await line_of(code) and not agencies.is_ready:
        raise Unavailable(
            Text(
                "Daftar instansi belum selesai dibaca. Coba lagi sebentar lagi.",
                "The agencies have not been read yet. Try again in a moment.",
            )
        )
    await _AGENCIES.check_reach(principal, code, line_of, pointer="query/agency")


def _kinds(asked: list[str]) -> frozenset[str]:
    chosen = frozenset(asked)
    unknown = sorted(chosen - KINDS)
    if unknown:
        known = ", ".join(sorted(KINDS))
        raise Invalid(
            Text("Jenis peristiwa itu tidak ada.", "There is no such kind of event."),
            errors=[Refusal("query/type", Text(f"salah satu dari {known}", f"one of {known}"))],
        )
    return chosen


def _start(last_event_id: str | None, now: Position | None) -> Position | None:
    if not last_event_id:
        return None
    try:
        start = Position.parse(last_event_id)
    except PositionError as error:
        raise _unknown_id() from error
    if now is not None and len(start) != len(now):
        raise _unknown_id()
    return start


def _token_seconds(request: Request) -> float:
    """Return how long the token is still valid; it was verified a moment ago."""
    token = request.headers["authorization"].partition(" ")[2].strip()
    expiry: float = jwt.decode(token, options={"verify_signature": False})["exp"]
    return max(0.0, expiry - math.floor(time.time()))


def _unknown_id() -> Invalid:
    return Invalid(
        Text(
            "Last-Event-ID tidak dikenal; sambungkan kembali tanpa header tersebut, lalu muat"
            " ulang nilainya.",
            "Unknown Last-Event-ID; connect without it and read the scores again.",
        ),
        errors=[Refusal("header/Last-Event-ID", Text("tidak dikenal", "is unknown"))],
    )
