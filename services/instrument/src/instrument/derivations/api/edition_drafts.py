"""Dropping the draft of an edition together with the draft of its derivation set."""

from fastapi import APIRouter

from instrument.agencies.api import AuthorDep
from instrument.derivations.usecases.drop_edition_draft import drop_edition_draft
from instrument.documents.api.responses import CHANGE
from instrument.documents.api.routes import DocumentRoute, SeenDep
from instrument.editions.api import schemas
from instrument.editions.api.parameters import EditionCode
from instrument.editions.api.views import edition_item
from kit.database import SessionDep

router = APIRouter(prefix="/api/v1/editions", tags=["editions"], route_class=DocumentRoute)


@router.delete(
    "/{edition_code}",
    operation_id="delete_edition",
    responses=CHANGE,
    response_model=schemas.EditionItem,
)
async def delete_draft(
    edition_code: EditionCode,
    author: AuthorDep,
    session: SessionDep,
    *,
    seen: SeenDep,
) -> schemas.EditionItem:
    """Drop a draft and the draft of its derivation set. A published edition stays (409)."""
    dropped = await drop_edition_draft(session, edition_code, seen=seen, author=author)
    return edition_item(dropped)
