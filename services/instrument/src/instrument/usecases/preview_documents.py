"""Foresee what would become of a document: its own defects, and what is published already.

Who sends it for good is refused by the same functions.
"""

from asyncio import to_thread
from collections.abc import Mapping
from typing import Any, Final

from instrument.documents.checked import Checked, check_edition_document
from instrument.domain.crosswalk import Crosswalk
from instrument.domain.derivation import DerivationSet
from instrument.domain.edition import Edition
from instrument.store import crosswalk, derivation_set, edition, edition_draft
from instrument.usecases.create_crosswalk import check_crosswalk_of, published_otherwise
from instrument.usecases.find_edition import find_edition
from instrument.usecases.keep_derivations import check_derivations_of, next_stamp, stamp_defects
from instrument.usecases.keep_draft import code_defects, published_already
from kit.database import Session

_CODE: Final = "edition_code"
_VERSION: Final = "derivation_set_version"


async def preview_edition(session: Session, document: Mapping[str, Any]) -> Checked[Edition]:
    """Return what is wrong with an edition; what is published as it is has no defect."""
    checked = await to_thread(check_edition_document, document)
    if wrong := code_defects(document):
        return checked.beside(wrong)
    code = str(document[_CODE])
    there = await edition.find(session, code)
    if there is None or there.content_hash == checked.content_hash:
        return checked
    return checked.beside([published_already(code)])


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


async def preview_crosswalk(session: Session, document: Mapping[str, Any]) -> Checked[Crosswalk]:
    """Return what is wrong with a crosswalk; what is published as it is has no defect."""
    checked = await check_crosswalk_of(session, document)
    code = document.get("crosswalk_code")
    there = await crosswalk.find(session, code) if isinstance(code, str) else None
    if there is None or there.content_hash == checked.content_hash:
        return checked
    return checked.beside([published_otherwise(there.crosswalk_code)])


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
    there = await derivation_set.find(session, edition_code, version)
    checked = await check_derivations_of(session, edition_code, whole)
    return there is not None and there.content_hash == checked.content_hash


async def _exists(session: Session, edition_code: str) -> bool:
    row = await edition.find(session, edition_code)
    return (row or await edition_draft.find(session, edition_code)) is not None
