"""Uploads of files: in parts, by the SHA-256 of the whole."""

from typing import Any, Final

from fastapi import APIRouter, Request

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.errors import UnsupportedMedia
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.api.responses import NOT_FOUND
from submission.evidence.api import schemas, views
from submission.evidence.domain.upload import Part
from submission.evidence.usecases.upload import Library, find_upload, upload_part

router = APIRouter(prefix="/api/v1/evidence/uploads", tags=["evidence"])

_BYTES: Final = "application/octet-stream"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the file from `offset` on",
        "content": {
            _BYTES: {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-1.7 …"}
        },
    }
}


@router.get("/{sha256}", operation_id="read_upload", responses=NOT_FOUND)
async def read_upload(
    sha256: schemas.Sha256Path, principal: PrincipalDep, request: Request
) -> views.UploadView:
    """Read how far your own upload of a file is, to go on after a connection was cut."""
    return views.upload_view(await find_upload(library_of(request), sha256, principal))


@router.put(
    "/{sha256}",
    operation_id="upload_evidence",
    openapi_extra=_BODY,
    responses={
        409: {"description": "The part does not follow what is here; `received` says how much is"},
        413: {"description": "The file is larger than this server takes"},
        415: {"description": f"Send {_BYTES}"},
        422: {
            "description": "It has another hash, or such a file is not taken; `reason` says why:"
            " nothing of it is kept"
        },
        503: {"description": "There is no room, or the store cannot be used: nothing is kept"},
    },
)
async def put_upload(
    sha256: schemas.Sha256Path,
    principal: PrincipalDep,
    request: Request,
    *,
    size: schemas.SizeQuery,
    offset: schemas.OffsetQuery = 0,
) -> views.UploadView:
    """Upload a file, whole or in parts that follow one another.

    What has arrived before a connection is cut stays for 24 hours: `read_upload` says how much that
    is, and the next part begins there. `offset=0` begins again. A whole file is compared with its
    hash and looked into; then an item of evidence can name it.
    """
    kind = request.headers.get("content-type", _BYTES).partition(";")[0].strip().lower()
    if kind != _BYTES:
        raise UnsupportedMedia(
            Text(f"Kirim {_BYTES}.", f"Send {_BYTES}."),
            errors=[Refusal("header/Content-Type", Text(f"bukan {_BYTES}", "is another kind"))],
        )
    part = Part(sha256=sha256, size=size, offset=offset)
    pieces = request.stream()
    progress = await upload_part(library_of(request), part, pieces, principal, clock=SystemClock())
    return views.upload_view(progress)


def library_of(request: Request) -> Library:
    """Return where evidence is kept."""
    library: Library = request.app.state.library
    return library
