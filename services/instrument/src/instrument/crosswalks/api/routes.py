"""Crosswalks between editions: read, create, and apply to old answers."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response

from instrument.agencies.api import AuthorDep
from instrument.crosswalks.api import schemas
from instrument.crosswalks.api.bodies import crosswalk_body
from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store import crosswalks
from instrument.crosswalks.store.tables import CrosswalkRow
from instrument.crosswalks.usecases import preview
from instrument.crosswalks.usecases.apply import apply_crosswalk
from instrument.crosswalks.usecases.create import create_crosswalk, sound_crosswalk
from instrument.crosswalks.usecases.find import find_crosswalk
from instrument.documents.api.answers import answer
from instrument.documents.api.authors import Author
from instrument.documents.api.bodies import TextUploadDep, document_of
from instrument.documents.api.reports import preview_of
from instrument.documents.api.responses import NOT_FOUND
from instrument.documents.api.routes import DocumentRoute
from instrument.documents.api.schemas import CheckReport
from instrument.documents.domain.canonical import read_canonical
from instrument.documents.store.parts import TextDocument
from instrument.editions.store import editions
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.fields import ONE_LINE
from kit.web import (
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    unknown_code,
)

router = APIRouter(prefix="/api/v1/crosswalks", tags=["crosswalks"], route_class=DocumentRoute)

_APPLYING: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    422: {"description": "Levels do not fit the old edition, or the period not the new one"},
}
CrosswalkCode = Annotated[
    str,
    Path(max_length=100, examples=["permenpanrb-5-2018--permenpanrb-59-2020"]),
    ONE_LINE,
]
EditionQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(max_length=100, examples=["permenpanrb-59-2020"])
]


@router.get("", operation_id="list_crosswalks")
async def list_crosswalks(
    session: ReadSessionDep,
    *,
    from_edition: EditionQuery = None,
    to_edition: EditionQuery = None,
    paging: PagingDep,
) -> Page[schemas.CrosswalkItem]:
    """List crosswalks in order of their codes."""
    for name, code in (("from_edition", from_edition), ("to_edition", to_edition)):
        if code is not None and code not in (known := await editions.codes(session)):
            raise unknown_code(name, code, known)
    rows = await crosswalks.after(
        session,
        paging.after(str),
        from_edition=from_edition,
        to_edition=to_edition,
        limit=paging.limit + 1,
    )
    return paging.page(rows, item=_item, position=lambda row: row.crosswalk_code)


async def _sound(_author: AuthorDep, upload: TextUploadDep, session: ReadSessionDep) -> Crosswalk:
    """Check the crosswalk before the session that writes: a check may take long."""
    return await sound_crosswalk(session, document_of(upload))


@router.post(
    "",
    operation_id="create_crosswalk",
    status_code=201,
    responses={
        200: {"model": schemas.CrosswalkItem, "description": "It is published with this content"},
        409: {"description": "The code is published with other content"},
        422: {"description": "It has defects, or an edition is not published; all are named"},
    },
    openapi_extra=crosswalk_body(),
)
async def post_crosswalk(
    author: AuthorDep,
    crosswalk: Annotated[Crosswalk, Depends(_sound)],
    session: SessionDep,
    response: Response,
) -> schemas.CrosswalkItem:
    """Create a crosswalk between two published editions; it never changes afterwards."""
    row, is_new = await create_crosswalk(session, crosswalk, author=author, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"{router.prefix}/{row.crosswalk_code}"
    response.headers["ETag"] = etag(row.content_hash)
    return _item(row)


@router.post("/preview", operation_id="preview_crosswalk", openapi_extra=crosswalk_body())
async def preview_crosswalk(
    _: Author, upload: TextUploadDep, session: ReadSessionDep
) -> CheckReport:
    """Name everything that is wrong with a crosswalk; nothing is stored."""
    return preview_of(upload, await preview.preview_crosswalk(session, upload.document))


@router.get(
    "/{crosswalk_code}",
    operation_id="read_crosswalk",
    response_model=schemas.CrosswalkView,
    responses=NOT_FOUND,
)
async def read_crosswalk(
    crosswalk_code: CrosswalkCode,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read a whole crosswalk; its ETag is its content hash."""
    row = await find_crosswalk(session, crosswalk_code)
    body = {
        **read_canonical(row.content),
        "content_hash": row.content_hash,
        "published_at": row.published_at,
    }
    return answer(body, row.content_hash, if_none_match)


@router.post("/{crosswalk_code}/apply", operation_id="apply_crosswalk", responses=_APPLYING)
async def post_application(
    crosswalk_code: CrosswalkCode,
    body: schemas.OldAnswers,
    session: ReadSessionDep,
) -> schemas.ApplicationView:
    """Carry old answers over: proposals, gaps, what is dropped, both indices. Stores nothing."""
    applied = await apply_crosswalk(session, crosswalk_code, body.levels, period=body.period)
    return schemas.application_view(applied, period=body.period)


def _item(row: CrosswalkRow) -> schemas.CrosswalkItem:
    caveat = None
    if row.caveat_id is not None and row.caveat_en is not None:
        caveat = TextDocument(id=row.caveat_id, en=row.caveat_en)
    return schemas.CrosswalkItem.model_validate(
        {
            "crosswalk_code": row.crosswalk_code,
            "from_edition": row.from_edition,
            "to_edition": row.to_edition,
            "title": TextDocument(id=row.title_id, en=row.title_en),
            "certainty": row.certainty,
            "caveat": caveat,
            "content_hash": row.content_hash,
            "published_at": row.published_at,
            "owner_code": row.owner_code,
        }
    )
