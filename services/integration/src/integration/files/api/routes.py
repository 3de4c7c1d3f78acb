"""Files that are dropped for a source: send one, see what would come of it, let it be taken."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response, status

from integration.files.api import schemas
from integration.files.domain.dropped import Wanted
from integration.files.store import files
from integration.files.store.spool import Spool
from integration.files.usecases.drop import OtherHash, accept_file, drop_file
from integration.reading.adapters.collection import resources_of
from integration.sources.api.access import SourceCode, source_for
from integration.sources.domain.source import Source
from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import Database
from kit.errors import Conflict, NotFound, Unprocessable, UnsupportedMedia, missing
from kit.web import IdempotentRoute, unknown_code
from rules.refusal import Refusal
from rules.text import Text

router = APIRouter(
    prefix="/api/v1/feeds/{source_code}/files", tags=["feeds"], route_class=IdempotentRoute
)

_CLOCK: Final = SystemClock()
_BYTES: Final = "application/octet-stream"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the file: CSV, XLSX or JSON",
        "content": {
            _BYTES: {"schema": {"type": "string", "format": "binary"}, "example": "kode;pagu …"}
        },
    }
}
_NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "There is no such source or file"}
}


@router.put(
    "/uploads/{sha256}",
    operation_id="drop_file",
    status_code=status.HTTP_202_ACCEPTED,
    openapi_extra=_BODY,
    responses={
        **_NOT_FOUND,
        409: {"description": "The source is not registered to take files"},
        413: {"description": "The file is larger than this server takes"},
        415: {"description": f"Send {_BYTES}"},
        422: {"description": "It has another hash: nothing of it is kept"},
        503: {"description": "No file can be kept on this server"},
    },
)
async def drop(
    source_code: SourceCode,
    sha256: schemas.Sha256Path,
    principal: PrincipalDep,
    request: Request,
    response: Response,
    *,
    listing: schemas.ListingQuery,
    sheet: schemas.SheetQuery = None,
    whole: schemas.WholeQuery = "false",
) -> schemas.DroppedFileView:
    """Send a file with rows of a listing; nothing counts before it is taken.

    A worker looks at it: `state` becomes `previewed`, with the figures and the faults of its rows
    by column, or `refused` with the reason. The headings are the keys that the registration names.
    """
    _require_bytes(request)
    source = await _source(request, source_code, principal)
    _check_listing(source, listing)
    wanted = Wanted(source.code, sha256, listing, sheet, whole == "true")
    database, spool = _places(request)
    try:
        file = await drop_file(
            database,
            spool,
            wanted,
            request.stream(),
            by=principal.subject,
            revision=source.revision,
            clock=_CLOCK,
        )
    except OtherHash as error:
        raise _other_hash() from error
    response.headers["Location"] = f"/api/v1/feeds/{source.code}/files/{wanted.file_id}"
    return schemas.DroppedFileView.of(file)


@router.get("/{file_id}", operation_id="read_dropped_file", responses=_NOT_FOUND)
async def read_file(
    source_code: SourceCode,
    file_id: schemas.FileIdPath,
    principal: PrincipalDep,
    request: Request,
) -> schemas.DroppedFileView:
    """Read what a file would come to, or has come to."""
    source = await _source(request, source_code, principal)
    database, _ = _places(request)
    async with database.reading() as session:
        found = await files.find(session, source.code, file_id)
    if found is None:
        raise _no_file()
    return schemas.DroppedFileView.of(found)


@router.post(
    "/{file_id}/taking",
    operation_id="take_file",
    status_code=status.HTTP_202_ACCEPTED,
    responses={
        **_NOT_FOUND,
        409: {"description": "It was not looked at yet, or under another registration"},
    },
)
async def take_file(
    source_code: SourceCode,
    file_id: schemas.FileIdPath,
    principal: PrincipalDep,
    request: Request,
    response: Response,
) -> schemas.DroppedFileView:
    """Let the rows of a file count, exactly as they were shown. The same again changes nothing."""
    source = await _source(request, source_code, principal)
    database, spool = _places(request)
    file = await accept_file(database, spool, source.code, file_id, revision=source.revision)
    if file is None:
        raise _no_file()
    response.headers["Location"] = f"/api/v1/feeds/{source.code}/files/{file_id}"
    return schemas.DroppedFileView.of(file)


def _check_listing(source: Source, listing: str) -> None:
    known = resources_of(source)
    if listing not in known:
        raise unknown_code("listing", listing, sorted(known))


async def _source(request: Request, code: str, principal: Principal) -> Source:
    """Return a source that takes files; its connection is given back before bytes come.

    Raises:
        NotFound: There is no such source within reach.
        Conflict: It takes no files.
    """
    database, _ = _places(request)
    async with database.reading() as session:
        found = await source_for(session, code, principal)
    if "file" not in found.ways:
        raise Conflict(
            Text(
                "Sumber ini tidak didaftarkan untuk menerima berkas. Tambahkan file pada ways.",
                "This source is not registered to take files. Add file to its ways.",
            )
        )
    return found


def _require_bytes(request: Request) -> None:
    kind = request.headers.get("content-type", _BYTES).partition(";")[0].strip().lower()
    if kind != _BYTES:
        raise UnsupportedMedia(
            Text(f"Kirim {_BYTES}.", f"Send {_BYTES}."),
            errors=[Refusal("header/Content-Type", Text(f"bukan {_BYTES}", "is another kind"))],
        )


def _no_file() -> NotFound:
    return missing("path/file_id", Text("Berkas ini tidak ada.", "There is no such file."))


def _other_hash() -> Unprocessable:
    return Unprocessable(
        Text(
            "Isi yang diterima mempunyai SHA-256 lain; tidak ada yang disimpan.",
            "What was received has another SHA-256; nothing was kept.",
        ),
        errors=[
            Refusal("path/sha256", Text("bukan hash dari isinya", "is no hash of the content"))
        ],
    )


def _places(request: Request) -> tuple[Database, Spool]:
    state = request.app.state
    return state.database, state.spool
