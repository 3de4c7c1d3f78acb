"""Drop the draft of a derivation set."""

from instrument.agencies.domain import Author
from instrument.derivations.domain.identity import Identity
from instrument.derivations.store import drafts
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.keep_draft import locked_draft, require_seen
from kit.database import Session
from rules.revision import Seen


async def drop_draft(
    session: Session, identity: Identity, *, seen: Seen[str] | None, author: Author
) -> DerivationDraftRow:
    """Delete a draft; return what it was.

    Raises:
        AbsentError: There is no such draft.
        ConflictError: This version is published and stays.
        NotOwnerError: The author does not write the derivation sets of the edition.
        OutdatedError: It is not a draft that was seen.
    """
    present = await locked_draft(session, identity, author)
    require_seen(present, seen)
    await drafts.drop(session, identity.edition_code)
    return present
