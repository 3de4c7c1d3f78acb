"""Published results: immutable, chained, signed. The public may read them."""

import asyncio
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import (
    CursorQuery,
    IdempotentRoute,
    IfNoneMatch,
    LimitQuery,
    Page,
    decode_cursor,
    etag,
    is_current,
    page_of,
)
from scoring import metrics
from scoring.api import result_schemas, result_views, schemas
from scoring.api.roles import NOT_FOUND, Auditor, Publisher, Reader, ResultReader
from scoring.documents.signature import Keys
from scoring.domain.flaw import Flaw, FlawFound
from scoring.store import result
from scoring.usecases.check_results import check_chain, check_result
from scoring.usecases.find_result import find_result, find_results
from scoring.usecases.find_score import root_of
from scoring.usecases.publish_result import Publication, publish_result
from scoring.usecases.verify_package import Verified, verify_package

router = APIRouter(prefix="/api/v1/results", tags=["results"], route_class=IdempotentRoute)

_NEWEST: Final = 2**62
_ZIP: Final = "application/zip"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
_PUBLISHING: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {"description": "This very state is published already"},
    422: {"description": "There is nothing to publish, or a correction has no reason"},
}


class ZipResponse(Response):
    """A ZIP archive."""

    media_type = _ZIP


@router.post("", status_code=201, responses=_PUBLISHING)
async def post_result(
    body: result_schemas.ResultInput,
    principal: Publisher,
    session: SessionDep,
    request: Request,
    response: Response,
) -> result_schemas.ResultView:
    """Publish a score as it stands; once published it never changes."""
    made = await publish_result(
        session,
        Publication(body.assessment_id, body.track, body.reason),
        principal,
        keys=_keys(request),
        memory=request.app.state.memory,
        clock=SystemClock(),
    )
    response.headers["Location"] = f"{router.prefix}/{made.assessment_id}/{made.revision}"
    return result_views.result(made)


@router.get("", responses=NOT_FOUND)
async def list_results(
    principal: ResultReader,
    session: ReadSessionDep,
    *,
    campaign: schemas.CodeQuery = None,
    agency: schemas.CodeQuery = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> Page[result_schemas.ResultItem]:
    """List published results, newest first."""
    position = decode_cursor(cursor, int)
    found = await find_results(
        session,
        principal,
        before=_NEWEST if position is None else int(position[0]),
        agency_code=agency,
        campaign_code=campaign,
        limit=limit + 1,
    )
    return page_of(found, limit, item=result_views.item, position=lambda stored: (stored.sequence,))


@router.post(
    "/verify",
    openapi_extra={"requestBody": {"required": True, "content": {_ZIP: _BINARY}}},
)
async def post_verification(
    _principal: ResultReader, request: Request
) -> result_schemas.VerificationView:
    """Verify an uploaded package with the keys of this service; nothing is stored."""
    data = await request.body()
    found = await asyncio.to_thread(_verify, data, _keys(request))
    metrics.record_verified(is_whole=isinstance(found, Verified))
    return result_views.verification(found)


@router.get("/chain")
async def read_chain(
    _principal: Auditor, session: ReadSessionDep, request: Request
) -> result_schemas.ChainView:
    """Follow the chain of all results, and name the first that is not as it was published."""
    return result_views.chain(await check_chain(session, _keys(request).known))


@router.get("/keys")
async def list_keys(_principal: ResultReader, request: Request) -> result_schemas.KeysView:
    """List the public keys that results are verified with, apart from any package."""
    return result_views.keys(_keys(request))


@router.get("/{assessment_id}/{revision}", responses=NOT_FOUND)
async def read_result(
    assessment_id: schemas.AssessmentId,
    revision: result_schemas.ResultRevision,
    principal: ResultReader,
    session: ReadSessionDep,
) -> result_schemas.ResultView:
    """Read a published result."""
    return result_views.result(await find_result(session, assessment_id, revision, principal))


@router.get(
    "/{assessment_id}/{revision}/package",
    response_class=ZipResponse,
    response_model=bytes,
    responses={**NOT_FOUND, 200: {"content": {_ZIP: _BINARY}}},
)
async def read_package(
    assessment_id: schemas.AssessmentId,
    revision: result_schemas.ResultRevision,
    principal: Reader,
    session: ReadSessionDep,
    *,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read the package for the ministry: the same bytes every time."""
    root_of(principal)  # it names people, so being of the public is not enough
    stored = await find_result(session, assessment_id, revision, principal)
    headers = {
        "ETag": etag(stored.result_hash),
        "Content-Disposition": f'attachment; filename="{_file_name(stored)}"',
    }
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return ZipResponse(await result.package(session, assessment_id, revision), headers=headers)


@router.get("/{assessment_id}/{revision}/verify", responses=NOT_FOUND)
async def read_verification(
    assessment_id: schemas.AssessmentId,
    revision: result_schemas.ResultRevision,
    principal: ResultReader,
    session: ReadSessionDep,
    request: Request,
) -> result_schemas.VerificationView:
    """Verify a stored result and its package."""
    stored = await find_result(session, assessment_id, revision, principal)
    flaw = await check_result(session, stored, _keys(request).known)
    return result_views.stored_verification(stored, flaw)


def _verify(data: bytes, keys: Keys) -> Verified | Flaw:
    try:
        return verify_package(data, keys.known or None)
    except FlawFound as found:
        return found.flaw


def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


def _file_name(stored: result.StoredResult) -> str:
    return f"tolok-{stored.assessment_id}-{stored.revision}.zip"
