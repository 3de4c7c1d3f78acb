"""Contents of evidence go out as files to be saved, and never as a page."""

from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.errors import Invalid
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.api.responses import NOT_FOUND
from submission.evidence.api import schemas
from submission.evidence.api.uploads import library_of
from submission.evidence.usecases.read_content import ReasonMissing, read_content

router = APIRouter(prefix="/api/v1/evidence", tags=["evidence"])

_BYTES: Final = "application/octet-stream"
# A browser saves it: it guesses no other kind, runs nothing of it, and shows it in no other page.
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class ContentResponse(StreamingResponse):
    """A file of any of the kinds that are taken; each answer says which."""

    media_type = _BYTES


@router.get(
    "/{evidence_id}/versions/{version}/content",
    operation_id="read_evidence_content",
    response_model=bytes,
    response_class=ContentResponse,
    responses={
        **NOT_FOUND,
        200: {"description": "The file", "content": {_BYTES: {"example": "%PDF-1.7 …"}}},
    },
)
async def get_content(
    evidence_id: schemas.EvidenceId,
    version: schemas.VersionPath,
    principal: PrincipalDep,
    request: Request,
    *,
    reason: schemas.ReasonQuery = None,
) -> Response:
    """Get the file of a version, exactly as it was uploaded.

    A confidential one is for people of its own agency, for assessors whom an assignment names for
    that agency, and for the inspectorate of an agency above; whoever is not of the agency says why
    (`reason`). Every such read is noted.
    """
    library, clock = library_of(request), SystemClock()
    try:
        content = await read_content(
            library, evidence_id, version, principal, reason=reason, clock=clock
        )
    except ReasonMissing as error:
        raise _no_reason() from error
    headers = {
        **_SAFE,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(content.name, safe='')}",
        "Content-Length": str(content.blob.size),
    }
    return ContentResponse(content.pieces, media_type=content.media_type, headers=headers)


def _no_reason() -> Invalid:
    return Invalid(
        Text(
            "Data dukung ini rahasia. Sebutkan alasan Anda membacanya (reason); alasan itu dicatat"
            " dan dapat dibaca pemiliknya.",
            "This evidence is confidential. Say why you read it (reason); it is noted, and its"
            " owner can read that.",
        ),
        errors=[Refusal("query/reason", Text("wajib diisi", "is required"))],
    )
