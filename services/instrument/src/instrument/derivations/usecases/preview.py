"""Preview a derivation set: its own defects, and what is published already.

Creating or replacing a draft refuses it for the same reasons, by the same functions.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store import sets
from instrument.derivations.store.tables import DerivationSetRow
from instrument.derivations.usecases.keep_draft import check_derivations, next_identity
from instrument.documents.usecases.check import Checked
from instrument.editions.store import drafts, editions
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from instrument.editions.usecases.find import find_edition
from kit.database import Session, end_reading


class PreviewedSet(NamedTuple):
    """What a document would become, and its defects."""

    identity: Identity
    checked: Checked[DerivationSet]


async def preview_derivations(
    session: Session, edition_code: str, document: Mapping[str, Any]
) -> PreviewedSet:
    """Return the defects of a derivation set that is meant for an edition.

    A set that names another existing edition is checked against that edition. The session only
    reads, and is ended before the check, which may take long.

    Raises:
        AbsentError: There is no such edition.
    """
    edition = await find_edition(session, edition_code)
    identity = await next_identity(session, edition_code)
    published = await _published_version(session, identity, document)
    named = document.get("edition_code")
    other = await _existing(session, named) if isinstance(named, str) else None
    await end_reading(session)
    if published is not None:
        # As it was sent, so that its hash can be that of the published one.
        again = await check_derivations(edition, {"edition_code": edition_code, **document})
        if again.content_hash == published.content_hash:
            return PreviewedSet(identity, again)
    of = other or edition
    whole = {**document, **Identity(of.edition_code, identity.version).keys}
    checked = await check_derivations(of, whole)
    return PreviewedSet(identity, checked.with_defects(identity.check(document)))


async def _published_version(
    session: Session, next_one: Identity, document: Mapping[str, Any]
) -> DerivationSetRow | None:
    """Return the published set of the version that a document names."""
    version = document.get("derivation_set_version")
    if not isinstance(version, int) or not 0 < version < next_one.version:
        return None
    code = next_one.edition_code
    if document.get("edition_code", code) != code:
        return None
    return await sets.find(session, code, version)


async def _existing(session: Session, edition_code: str) -> EditionRow | EditionDraftRow | None:
    row = await editions.find(session, edition_code)
    return row or await drafts.find(session, edition_code)
