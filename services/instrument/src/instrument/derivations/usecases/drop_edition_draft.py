"""Forget the draft of an edition, and that of its derivation set with it."""

import json

from instrument.derivations.store import drafts as derivation_drafts
from instrument.editions.store import drafts
from instrument.editions.store.tables import EditionDraftRow
from instrument.editions.usecases.keep_draft import locked_draft
from kit.database import Session
from kit.web import etag, require_match


async def drop_edition_draft(
    session: Session, edition_code: str, *, if_match: str | None
) -> EditionDraftRow:
    """Forget both drafts; return what that of the edition was.

    Raises:
        NotFound: There is no such draft.
        Conflict: The edition is published and stays.
        PreconditionRequired, PreconditionFailed: It is not the present draft.
    """
    present = await locked_draft(session, edition_code)
    require_match(if_match, etag(present.document_hash), json.loads(present.document))
    await derivation_drafts.drop(session, edition_code)
    await drafts.drop(session, edition_code)
    return present
