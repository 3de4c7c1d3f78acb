"""Create the draft of an edition's next derivation set."""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.derivations.store import drafts
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.keep_draft import (
    bare_document,
    check_bare,
    keep_draft,
    next_identity,
    require_author,
)
from instrument.documents.domain.refusals import ExistingDraftError
from instrument.editions.store.lock import lock_edition
from kit.clock import Clock
from kit.database import Session
from rules.text import Text


async def create_draft(
    session: Session,
    edition_code: str,
    document: Mapping[str, Any],
    *,
    author: Author,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document as the draft of the next derivation set of an edition.

    Raises:
        AbsentError: There is no such edition, published or draft.
        NotOwnerError: The author does not write the derivation sets of the edition.
        ExistingDraftError: There is a draft already.
        RefusedDocumentError: The document is of another edition or version.
    """
    await lock_edition(session, edition_code)
    await require_author(session, edition_code, author)
    present = await drafts.find(session, edition_code)
    if present is not None:
        version = present.derivation_set_version
        raise ExistingDraftError(
            Text(f"Draf versi {version} sudah ada.", f"There is a draft of version {version}."),
            "edition_code",
            Text("sudah ada draf", "has a draft"),
        )
    identity = await next_identity(session, edition_code)
    bare = bare_document(identity, document)
    checked = await check_bare(session, identity, bare)
    return await keep_draft(
        session, identity, bare, checked, author=author, revision=1, clock=clock
    )
