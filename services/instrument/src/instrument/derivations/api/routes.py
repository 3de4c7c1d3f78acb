"""Derivation sets of an edition: draft, validation, publication."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from instrument.agencies.api import AuthorDep
from instrument.derivations.api import schemas
from instrument.derivations.api.bodies import derivations_body
from instrument.derivations.api.views import (
    derivation_item,
    derivation_publication,
    written_derivations,
)
from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store import drafts, sets
from instrument.derivations.store.document import MOST_VERSION, DerivationSetDocument
from instrument.derivations.store.tables import DerivationDraftRow, DerivationSetRow
from instrument.derivations.usecases import (
    create_draft,
    drop_draft,
    preview,
    publish_draft,
    replace_draft,
)
from instrument.derivations.usecases.keep_draft import (
    check_derivations,
    find_draft,
    require_author,
    whole_document,
)
from instrument.documents.api.answers import answer
from instrument.documents.api.authors import Author
from instrument.documents.api.bodies import TextUploadDep, document_of
from instrument.documents.api.files import YamlResponse, described, file_answer
from instrument.documents.api.reports import no_defect, preview_of, validation_of
from instrument.documents.api.responses import CHANGE, NOT_FOUND, PUBLICATION
from instrument.documents.api.routes import DocumentRoute, SeenDep
from instrument.documents.api.schemas import CheckReport, PublishInput
from instrument.documents.domain.canonical import read_canonical
from instrument.documents.store.yaml_text import write_yaml
from instrument.documents.usecases.check import Checked
from instrument.documents.usecases.require_content import CheckedDraft
from instrument.editions.api.parameters import EditionCode
from instrument.editions.usecases.find import find_edition
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep, end_reading
from kit.fields import WholeQuery
from kit.web import IfNoneMatch, etag

router = APIRouter(
    prefix="/api/v1/editions/{edition_code}/derivations",
    tags=["editions"],
    route_class=DocumentRoute,
)

Version = Annotated[WholeQuery, Path(ge=1, le=MOST_VERSION, examples=[1])]

_CLOCK = SystemClock()


# What is stored or published is checked in these, which stand before the session that writes: a
# check may take long, and holds neither a lock nor an open transaction.
async def _new(
    edition_code: EditionCode, author: AuthorDep, upload: TextUploadDep, session: ReadSessionDep
) -> Checked[DerivationSet]:
    return await create_draft.check_new(session, edition_code, document_of(upload), author=author)


async def _replacement(
    edition_code: EditionCode,
    version: Version,
    author: AuthorDep,
    upload: TextUploadDep,
    session: ReadSessionDep,
) -> Checked[DerivationSet]:
    identity = Identity(edition_code, version)
    return await replace_draft.check_replacement(
        session, identity, document_of(upload), author=author
    )


async def _checked_draft(
    edition_code: EditionCode,
    version: Version,
    author: AuthorDep,
    session: ReadSessionDep,
    body: PublishInput | None = None,
) -> CheckedDraft[DerivationSet] | None:
    wanted = None if body is None else body.content_hash
    identity = Identity(edition_code, version)
    return await publish_draft.check_draft_of(session, identity, content_hash=wanted, author=author)


_YAML_EXAMPLE = "edition_code: permenpanrb-59-2020\nderivation_set_version: 1\n"


@router.get("", operation_id="list_derivations", responses=NOT_FOUND)
async def list_derivations(
    edition_code: EditionCode, session: ReadSessionDep
) -> schemas.DerivationSets:
    """List an edition's derivation sets, oldest first; a draft is the last."""
    await find_edition(session, edition_code)
    rows: list[DerivationSetRow | DerivationDraftRow] = [
        *await sets.of_edition(session, edition_code)
    ]
    draft = await drafts.find(session, edition_code)
    if draft is not None:
        rows.append(draft)
    return schemas.DerivationSets(items=[derivation_item(row) for row in rows])


@router.post(
    "",
    operation_id="create_derivations",
    status_code=201,
    responses=CHANGE,
    openapi_extra=derivations_body(),
)
async def post_derivations(
    edition_code: EditionCode,
    author: AuthorDep,
    upload: TextUploadDep,
    checked: Annotated[Checked[DerivationSet], Depends(_new)],
    *,
    session: SessionDep,
    response: Response,
) -> schemas.DerivationSetItem:
    """Store a document as the draft of the next version, even with defects."""
    row = await create_draft.create_draft(
        session, edition_code, document_of(upload), checked, author=author, clock=_CLOCK
    )
    version = row.derivation_set_version
    response.headers["Location"] = f"/api/v1/editions/{edition_code}/derivations/{version}"
    return _shown(row, response)


@router.post(
    "/preview",
    operation_id="preview_derivations",
    responses=NOT_FOUND,
    openapi_extra=derivations_body(),
)
async def preview_derivations(
    edition_code: EditionCode, _: Author, upload: TextUploadDep, session: ReadSessionDep
) -> CheckReport:
    """Name all defects of a derivation set of this edition; nothing is stored."""
    found = await preview.preview_derivations(session, edition_code, upload.document)
    document = {**found.identity.keys, **upload.document}
    return preview_of(replace(upload, document=document), found.checked)


@router.get(
    "/{version}.yaml",
    operation_id="read_derivations_yaml",
    response_model=DerivationSetDocument | dict[str, Any],  # a draft as it was written
    response_class=YamlResponse,
    responses={**NOT_FOUND, 200: described("yaml", _YAML_EXAMPLE)},
)
async def read_derivations_yaml(
    edition_code: EditionCode,
    version: Version,
    session: ReadSessionDep,
    *,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read the document as YAML; sending it back changes nothing."""
    row = await _find(session, edition_code, version)
    return await file_answer(
        f"{edition_code}-derivations-{version}",
        "yaml",
        partial(write_yaml, written_derivations(row)),
        version=_tag(row),
        if_none_match=if_none_match,
    )


@router.get(
    "/{version}",
    operation_id="read_derivations",
    response_model=schemas.DerivationSetView | schemas.DerivationDraftView,
    responses=NOT_FOUND,
)
async def read_derivations(
    edition_code: EditionCode,
    version: Version,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read a whole derivation set, published or draft; the ETag of a published one is its hash."""
    row = await _find(session, edition_code, version)
    if isinstance(row, DerivationDraftRow):
        document = whole_document(row)
    else:
        document = read_canonical(row.content)
    return answer({**document, **derivation_publication(row)}, _tag(row), if_none_match)


@router.put(
    "/{version}",
    operation_id="replace_derivations",
    responses=CHANGE,
    openapi_extra=derivations_body(),
)
async def put_derivations(
    edition_code: EditionCode,
    version: Version,
    author: AuthorDep,
    upload: TextUploadDep,
    *,
    checked: Annotated[Checked[DerivationSet], Depends(_replacement)],
    session: SessionDep,
    response: Response,
    seen: SeenDep,
) -> schemas.DerivationSetItem:
    """Replace the draft of a version. A published version never changes (409)."""
    row = await replace_draft.replace_draft(
        session,
        Identity(edition_code, version),
        document_of(upload),
        checked,
        seen=seen,
        author=author,
        clock=_CLOCK,
    )
    return _shown(row, response)


@router.delete("/{version}", operation_id="delete_derivations", responses=CHANGE)
async def delete_derivations(
    edition_code: EditionCode,
    version: Version,
    author: AuthorDep,
    session: SessionDep,
    *,
    seen: SeenDep,
) -> schemas.DerivationSetItem:
    """Drop the draft of a version. A published version stays (409)."""
    identity = Identity(edition_code, version)
    dropped = await drop_draft.drop_draft(session, identity, seen=seen, author=author)
    return derivation_item(dropped)


@router.post("/{version}/validate", operation_id="validate_derivations", responses=NOT_FOUND)
async def validate_derivations(
    edition_code: EditionCode, version: Version, author: AuthorDep, session: ReadSessionDep
) -> CheckReport:
    """Run all checks and examples of a draft; a published version has no defect."""
    row = await _find(session, edition_code, version)
    if isinstance(row, DerivationSetRow):
        return no_defect(edition_code, row.content_hash, version=version)
    edition = await require_author(session, edition_code, author)
    await end_reading(session)
    checked = await check_derivations(edition, whole_document(row))
    return validation_of(edition_code, checked, version=version)


@router.post("/{version}/publish", operation_id="publish_derivations", responses=PUBLICATION)
async def post_publication(
    edition_code: EditionCode,
    version: Version,
    author: AuthorDep,
    checked: Annotated[CheckedDraft[DerivationSet] | None, Depends(_checked_draft)],
    *,
    session: SessionDep,
    response: Response,
    body: PublishInput | None = None,
) -> schemas.DerivationSetItem:
    """Publish a draft for good. All its examples must hold, and its edition must be published."""
    row = await publish_draft.publish_draft(
        session,
        Identity(edition_code, version),
        checked,
        content_hash=None if body is None else body.content_hash,
        author=author,
        clock=_CLOCK,
    )
    return _shown(row, response)


async def _find(
    session: Session, edition_code: str, version: int
) -> DerivationSetRow | DerivationDraftRow:
    published = await sets.find(session, edition_code, version)
    return published or await find_draft(session, Identity(edition_code, version))


def _tag(row: DerivationSetRow | DerivationDraftRow) -> str:
    return row.document_hash if isinstance(row, DerivationDraftRow) else row.content_hash


def _shown(
    row: DerivationSetRow | DerivationDraftRow, response: Response
) -> schemas.DerivationSetItem:
    response.headers["ETag"] = etag(_tag(row))
    return derivation_item(row)
