"""Foresee what would become of a derivation set: its own defects, and what is published already.

Who sends it for good is refused by the same functions.
"""

from collections.abc import Mapping
from typing import Any, Final

from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store import sets
from instrument.derivations.usecases.keep_draft import (
    check_derivations_of,
    next_stamp,
    stamp_defects,
)
from instrument.documents.usecases.check import Checked
from instrument.editions.store import drafts, editions
from instrument.editions.usecases.find import find_edition
from kit.database import Session

_CODE: Final = "edition_code"
_VERSION: Final = "derivation_set_version"


async def preview_derivations(
    session: Session, edition_code: str, document: Mapping[str, Any]
) -> Checked[DerivationSet]:
    """Return what is wrong with a derivation set sent to the address of an edition.

    A set that says to be of another edition is checked against that one.

    Raises:
        NotFound: There is no such edition.
    """
    await find_edition(session, edition_code)
    stamp = await next_stamp(session, edition_code)
    if await _is_published(session, edition_code, document, before=stamp[_VERSION]):
        return await check_derivations_of(session, edition_code, {**stamp, **document})
    named = document.get(_CODE)
    of = named if isinstance(named, str) and await _exists(session, named) else edition_code
    checked = await check_derivations_of(session, of, {**document, **stamp, _CODE: of})
    return checked.beside(stamp_defects(document, stamp))


async def _is_published(
    session: Session, edition_code: str, document: Mapping[str, Any], *, before: int
) -> bool:
    """Say whether a document is the published set of the version that it names."""
    version = document.get(_VERSION)
    if not isinstance(version, int) or not 0 < version < before:
        return False
    whole = {_CODE: edition_code, **document}
    if whole[_CODE] != edition_code:
        return False
    there = await sets.find(session, edition_code, version)
    checked = await check_derivations_of(session, edition_code, whole)
    return there is not None and there.content_hash == checked.content_hash


async def _exists(session: Session, edition_code: str) -> bool:
    row = await editions.find(session, edition_code)
    return (row or await drafts.find(session, edition_code)) is not None
