"""Drafts of editions, their publication, and the retirement of editions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from instrument.agencies.api import AuthorDep, PreviewerDep
from instrument.documents.api.bodies import document_of
from instrument.documents.api.reports import no_defect, preview_of, validation_of
from instrument.documents.api.responses import CHANGE, NOT_FOUND, PUBLICATION
from instrument.documents.api.routes import DocumentRoute, SeenDep
from instrument.documents.api.schemas import CheckReport, PublishInput
from instrument.documents.usecases.check import Checked
from instrument.documents.usecases.require_content import CheckedDraft
from instrument.editions.api import schemas
from instrument.editions.api.bodies import UploadDep, edition_body
from instrument.editions.api.parameters import EditionCode
from instrument.editions.api.views import edition_item, version_of
from instrument.editions.domain.model import Edition
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from instrument.editions.usecases import preview
from instrument.editions.usecases.create_draft import check_new, create_draft
from instrument.editions.usecases.find import check_draft, find_edition
from instrument.editions.usecases.keep_draft import require_owner_of_draft
from instrument.editions.usecases.publish_draft import check_draft_of, publish_draft
from instrument.editions.usecases.replace_draft import check_replacement, replace_draft
from instrument.editions.usecases.retire import retire_edition
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep, end_reading
from kit.web import etag

router = APIRouter(prefix="/api/v1/editions", tags=["editions"], route_class=DocumentRoute)

_CLOCK = SystemClock()


# What is stored or published is checked in these, which stand before the session that writes: a
# check may take long, and holds neither a lock nor an open transaction.
async def _new(author: AuthorDep, upload: UploadDep, session: ReadSessionDep) -> Checked[Edition]:
    return await check_new(session, document_of(upload), author=author)


async def _replacement(
    edition_code: EditionCode, author: AuthorDep, upload: UploadDep, session: ReadSessionDep
) -> Checked[Edition]:
    return await check_replacement(session, edition_code, document_of(upload), author=author)


async def _checked_draft(
    edition_code: EditionCode,
    author: AuthorDep,
    session: ReadSessionDep,
    body: PublishInput | None = None,
) -> CheckedDraft[Edition] | None:
    wanted = None if body is None else body.content_hash
    return await check_draft_of(session, edition_code, content_hash=wanted, author=author)


@router.post(
    "",
    operation_id="create_edition",
    status_code=201,
    responses=CHANGE,
    openapi_extra=edition_body(),
)
async def post_draft(
    author: AuthorDep,
    upload: UploadDep,
    checked: Annotated[Checked[Edition], Depends(_new)],
    session: SessionDep,
    *,
    response: Response,
) -> schemas.EditionItem:
    """Store a document as the draft of a new edition, even with defects."""
    row = await create_draft(session, document_of(upload), checked, author=author, clock=_CLOCK)
    response.headers["Location"] = f"{router.prefix}/{row.edition_code}"
    return _shown(row, response)


@router.post("/preview", operation_id="preview_edition", openapi_extra=edition_body())
async def preview_edition(
    author: PreviewerDep, upload: UploadDep, session: ReadSessionDep
) -> CheckReport:
    """Name all defects of a document; nothing is stored."""
    checked = await preview.preview_edition(session, upload.document, author=author)
    return preview_of(upload, checked)


@router.put(
    "/{edition_code}",
    operation_id="replace_edition",
    responses=CHANGE,
    openapi_extra=edition_body(),
)
async def put_draft(
    edition_code: EditionCode,
    author: AuthorDep,
    upload: UploadDep,
    checked: Annotated[Checked[Edition], Depends(_replacement)],
    session: SessionDep,
    *,
    response: Response,
    seen: SeenDep,
) -> schemas.EditionItem:
    """Replace a draft. A published edition never changes (409)."""
    row = await replace_draft(
        session,
        edition_code,
        document_of(upload),
        checked,
        seen=seen,
        author=author,
        clock=_CLOCK,
    )
    return _shown(row, response)


@router.post("/{edition_code}/validate", operation_id="validate_edition", responses=NOT_FOUND)
async def validate_edition(
    edition_code: EditionCode, author: AuthorDep, session: ReadSessionDep
) -> CheckReport:
    """Name all defects of a draft; a published edition has none."""
    row = await find_edition(session, edition_code)
    if isinstance(row, EditionRow):
        return no_defect(edition_code, row.content_hash)
    await require_owner_of_draft(session, row, author)
    await end_reading(session)
    return validation_of(edition_code, await check_draft(row))


@router.post("/{edition_code}/publish", operation_id="publish_edition", responses=PUBLICATION)
async def publish_edition(
    edition_code: EditionCode,
    author: AuthorDep,
    checked: Annotated[CheckedDraft[Edition] | None, Depends(_checked_draft)],
    session: SessionDep,
    *,
    response: Response,
    body: PublishInput | None = None,
) -> schemas.EditionItem:
    """Publish a draft for good. A draft with any defect is not published."""
    wanted = None if body is None else body.content_hash
    row = await publish_draft(
        session, edition_code, checked, content_hash=wanted, author=author, clock=_CLOCK
    )
    return _shown(row, response)


@router.post("/{edition_code}/retire", operation_id="retire_edition", responses=PUBLICATION)
async def post_retirement(
    edition_code: EditionCode,
    body: schemas.RetireInput,
    author: AuthorDep,
    session: SessionDep,
    response: Response,
) -> schemas.EditionItem:
    """Retire an edition: new campaigns cannot choose it, and campaigns that use it continue."""
    row = await retire_edition(
        session, edition_code, reason=body.reason, author=author, clock=_CLOCK
    )
    return _shown(row, response)


def _shown(row: EditionRow | EditionDraftRow, response: Response) -> schemas.EditionItem:
    response.headers["ETag"] = etag(version_of(row))
    return edition_item(row)
