"""Preview a derivation set: its own defects, and what is published already.

Creating or replacing a draft refuses it for the same reasons, by the same functions.
"""

from collections.abc import Mapping
from typing import Any

from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store import sets
from instrument.derivations.usecases.keep_draft import check_derivations, next_identity
from instrument.documents.usecases.check import Checked
from instrument.editions.store import drafts, editions
from instrument.editions.usecases.find import find_edition
from kit.database import Session


async def preview_derivations(
    session: Session, edition_code: str, document: Mapping[str, Any]
) -> Checked[DerivationSet]:
    """Return the defects of a derivation set that is meant for an edition.

    A set that names another existing edition is checked against that edition.

    Raises:
        AbsentError: There is no such edition.
    """
    await find_edition(session, edition_code)
    identity = await next_identity(session, edition_code)
    if await _is_published(session, identity, document):
        return await check_derivations(session, edition_code, {**identity.keys, **document})
    named = document.get("edition_code")
    of = named if isinstance(named, str) and await _exists(session, named) else edition_code
    whole = {**document, **Identity(of, identity.version).keys}
    checked = await check_derivations(session, of, whole)
    return checked.with_defects(identity.check(document))


async def _is_published(session: Session, next_one: Identity, document: Mapping[str, Any]) -> bool:
    """Say whether a document is the published set of the version that it names."""
    version = document.get("derivation_set_version")
    if not isinstance(version, int) or not 0 < version < next_one.version:
        return False
    code = next_one.edition_code
    if document.get("edition_code", code) != code:
        return False
    present = await sets.find(session, code, version)
    checked = await check_derivations(session, code, {"edition_code": code, **document})
    return present is not None and present.content_hash == checked.content_hash


async def _exists(session: Session, edition_code: str) -> bool:
    row = await editions.find(session, edition_code)
    return (row or await drafts.find(session, edition_code)) is not None
