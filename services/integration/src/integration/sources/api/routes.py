"""Sources: register, change and read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Response, status

from integration.agencies.api.reach import check_agency, root_of
from integration.sources import store
from integration.sources.api import schemas
from integration.sources.api.access import AllowedDep, SourceCode, source_for
from integration.sources.domain.idle import IdleUnit
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState
from integration.sources.domain.stored_options import written
from integration.sources.usecases.find_idle_units import find_idle_units
from integration.sources.usecases.register import change_source, register_source
from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.errors import Invalid
from kit.web import (
    IdempotentRoute,
    IfMatch,
    Page,
    PagingDep,
    etag,
    require_match,
)
from rules.refusal import Refusal
from rules.text import Text

router = APIRouter(prefix="/api/v1/sources", tags=["sources"], route_class=IdempotentRoute)

_CLOCK = SystemClock()
_Answers = dict[int | str, dict[str, Any]]
_NO_REGION: _Answers = {404: {"description": "There is no such region"}}
_NOT_FOUND: _Answers = {404: {"description": "There is no such source"}}
_CONFLICT: _Answers = {409: {"description": "The code is taken"}}
_CHANGED: _Answers = {
    412: {"description": "It was changed after you read it"},
    428: {"description": "If-Match is missing"},
}


@router.post(
    "",
    operation_id="register_source",
    status_code=status.HTTP_201_CREATED,
    responses={**_NO_REGION, **_CONFLICT},
)
async def register(
    body: schemas.SourceBody,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    *,
    allowed: AllowedDep,
) -> schemas.SourceView:
    """Register a source; it is read at once, then at its interval."""
    await check_agency(session, principal, body.region_code, pointer="/region_code")
    stored = await register_source(
        session,
        body.source(),
        by=principal.subject,
        root_code=root_of(principal),
        allowed=allowed,
        clock=_CLOCK,
    )
    response.headers["Location"] = f"{router.prefix}/{stored.code}"
    response.headers["ETag"] = etag(stored.revision)
    return await _shown(session, stored)


@router.get("", operation_id="list_sources")
async def list_sources(
    session: ReadSessionDep,
    principal: PrincipalDep,
    paging: PagingDep,
) -> Page[schemas.SourceView]:
    """List the sources of your regions in order of their codes."""
    after = paging.after(str)
    found = await store.after(session, after, root_code=root_of(principal), limit=paging.limit + 1)
    states = await store.states(session, [item.code for item in found])
    idle = await find_idle_units(session, found, now=_CLOCK.now())
    return paging.page(
        found,
        item=lambda item: _view(item, idle[item.code], states.get(item.code)),
        position=lambda item: item.code,
    )


@router.get("/{source_code}", operation_id="read_source", responses=_NOT_FOUND)
async def read_source(
    source_code: SourceCode,
    response: Response,
    session: ReadSessionDep,
    principal: PrincipalDep,
) -> schemas.SourceView:
    """Read a source; its ETag is the revision of its registration."""
    found = await source_for(session, source_code, principal)
    response.headers["ETag"] = etag(found.revision)
    states = await store.states(session, [found.code])
    return await _shown(session, found, states[found.code])


@router.put("/{source_code}", operation_id="change_source", responses={**_NOT_FOUND, **_CHANGED})
async def change(
    source_code: SourceCode,
    body: schemas.SourceBody,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    *,
    allowed: AllowedDep,
    if_match: IfMatch = None,
) -> schemas.SourceView:
    """Change a registration; everything is read again under the new one."""
    if body.code != source_code:
        raise Invalid(
            Text("Kode tidak dapat diubah.", "The code cannot be changed."),
            errors=[Refusal("/code", Text("harus sama dengan alamat", "must be as in the path"))],
        )
    held = await source_for(session, source_code, principal, lock=True)
    shown = await _shown(session, held)
    current = shown.model_dump(mode="json", exclude={"state"})
    require_match(if_match, etag(held.revision), current)
    stored = await change_source(
        session, held, body.source(), by=principal.subject, allowed=allowed, clock=_CLOCK
    )
    response.headers["ETag"] = etag(stored.revision)
    return await _shown(session, stored)


async def _shown(
    session: Session, found: Source, state: SourceState | None = None
) -> schemas.SourceView:
    idle = await find_idle_units(session, [found], now=_CLOCK.now())
    return _view(found, idle[found.code], state)


def _view(found: Source, idle: Sequence[IdleUnit], state: SourceState | None) -> schemas.SourceView:
    return schemas.SourceView.model_validate(
        {
            **asdict(found),
            "adapter": found.dialect,
            "ways": list(found.ways),
            "base_url": found.base_url or None,
            "secret_name": found.secret_name or None,
            "years": list(found.years),
            "options": written(found.options),
            "idle_units": [{**asdict(each), "reason": each.reason.written()} for each in idle],
            "state": None if state is None else _health(state),
        }
    )


def _health(state: SourceState) -> dict[str, Any]:
    return {
        "health": state.health,
        "last_success_at": state.last_success_at,
        "failed_at": state.failed_at,
        "failures": state.failures,
        "failure": None if state.failure is None else state.failure.written(),
        "next_due_at": state.next_due_at,
        "reading": state.lease_until is not None and state.lease_until > datetime.now(UTC),
    }
