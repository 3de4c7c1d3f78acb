"""Create the draft of an edition's next derivation set."""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store import drafts
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.keep_draft import (
    bare_document,
    check_derivations,
    keep_draft,
    next_identity,
    require_author,
)
from instrument.documents.domain.refusals import ExistingDraftError
from instrument.documents.usecases.check import Checked
from instrument.editions.store.lock import lock_edition
from kit.clock import Clock
from kit.database import Session, end_reading
from rules.text import Text


async def check_new(
    session: Session, edition_code: str, document: Mapping[str, Any], *, author: Author
) -> Checked[DerivationSet]:
    """Return the defects of a document that is to be the next draft of an edition's set.

    The session only reads, and is ended before the check, which may take long.

    Raises:
        AbsentError, NotOwnerError, ExistingDraftError, RefusedDocumentError: As for `create_draft`.
    """
    edition = await require_author(session, edition_code, author)
    identity = await _require_free(session, edition_code)
    bare = bare_document(identity, document)
    await end_reading(session)
    return await check_derivations(edition, {**identity.keys, **bare})


async def create_draft(
    session: Session,
    edition_code: str,
    document: Mapping[str, Any],
    checked: Checked[DerivationSet],
    *,
    author: Author,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document as the draft of the next derivation set of an edition.

    `checked`: of the document, by `check_new`.

    Raises:
        AbsentError: There is no such edition, published or draft.
        NotOwnerError: The author does not write the derivation sets of the edition.
        ExistingDraftError: There is a draft already.
        RefusedDocumentError: The document is of another edition or version.
    """
    await lock_edition(session, edition_code)
    await require_author(session, edition_code, author)
    identity = await _require_free(session, edition_code)
    bare = bare_document(identity, document)
    return await keep_draft(
        session, identity, bare, checked, author=author, revision=1, clock=clock
    )


async def _require_free(session: Session, edition_code: str) -> Identity:
    """Return the edition and the version of the next draft, if there is none."""
    present = await drafts.find(session, edition_code)
    if present is not None:
        version = present.derivation_set_version
        raise ExistingDraftError(
            Text(f"Draf versi {version} sudah ada.", f"There is a draft of version {version}."),
            "edition_code",
            Text("sudah ada draf", "has a draft"),
        )
    return await next_identity(session, edition_code)
