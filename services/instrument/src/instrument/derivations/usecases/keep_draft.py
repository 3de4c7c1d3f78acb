"""Keep the draft of an edition's next derivation set.

There is one draft at a time, and its version is the one after the newest that is published; so the
document need not say it.
"""

import json
from asyncio import to_thread
from collections.abc import Mapping
from typing import Any, Final

from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import fact_catalogue
from instrument.derivations.store import drafts, sets
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.read import check_derivation_document
from instrument.documents.usecases.check import Checked
from instrument.documents.usecases.refuse_defects import refusal
from instrument.editions.store.lock import lock_edition
from instrument.editions.usecases.find import find_edition, find_model
from instrument.editions.usecases.keep_draft import hash_of
from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, missing
from kit.web import etag, require_match
from rules.refusal import Refusal
from rules.text import Text
from rules.text import Text as DomainText

_CODE: Final = "edition_code"
_VERSION: Final = "derivation_set_version"


async def create_derivations(
    session: Session,
    edition_code: str,
    document: Mapping[str, Any],
    principal: Principal,
    *,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document as the draft of the next derivation set of an edition.

    Raises:
        NotFound: There is no such edition, published or draft.
        Conflict: There is a draft already.
        Unprocessable: The document is of another edition or version.
    """
    await lock_edition(session, edition_code)
    await find_edition(session, edition_code)
    present = await drafts.find(session, edition_code)
    if present is not None:
        version = present.derivation_set_version
        raise Conflict(
            Text(
                f"Draf versi {version} sudah ada. Ganti dengan PUT dan If-Match.",
                f"There is a draft of version {version}. Replace it by PUT with If-Match.",
            ),
            errors=[Refusal("path/edition_code", Text("sudah ada draf", "has a draft"))],
        )
    stamp = await next_stamp(session, edition_code)
    return await _save(session, stamp, document, principal, revision=1, clock=clock)


async def replace_derivations(
    session: Session,
    edition_code: str,
    version: int,
    *,
    document: Mapping[str, Any],
    principal: Principal,
    if_match: str | None,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document in place of a draft. The same document again changes nothing.

    Raises:
        NotFound: There is no such draft.
        Conflict: This version is published and never changes.
        PreconditionRequired, PreconditionFailed: It does not start from the present draft.
        Unprocessable: The document is of another edition or version.
    """
    present = await locked_derivations(session, edition_code, version)
    stamp = {_CODE: edition_code, _VERSION: version}
    if if_match is not None and present.document_hash == hash_of(_bare(document, stamp)):
        return present
    require_match(if_match, etag(present.document_hash), derivation_document(present))
    revision = present.revision + 1
    return await _save(session, stamp, document, principal, revision=revision, clock=clock)


async def drop_derivations(
    session: Session, edition_code: str, version: int, *, if_match: str | None
) -> DerivationDraftRow:
    """Forget a draft; return what it was.

    Raises:
        NotFound: There is no such draft.
        Conflict: This version is published and stays.
        PreconditionRequired, PreconditionFailed: It is not the present draft.
    """
    present = await locked_derivations(session, edition_code, version)
    require_match(if_match, etag(present.document_hash), derivation_document(present))
    await drafts.drop(session, edition_code)
    return present


async def locked_derivations(
    session: Session, edition_code: str, version: int
) -> DerivationDraftRow:
    """Return a draft that nobody else changes until the transaction ends.

    Raises:
        NotFound: There is no such draft.
        Conflict: This version is published and never changes.
    """
    await lock_edition(session, edition_code)
    if await sets.find(session, edition_code, version) is not None:
        raise Conflict(
            Text(
                f"Himpunan turunan versi {version} sudah terbit dan tidak berubah lagi."
                " Buat versi baru.",
                f"Derivation set {version} is published and never changes. Make a new version.",
            ),
            errors=[Refusal("path/version", Text("sudah terbit", "is published"))],
        )
    return await find_derivations(session, edition_code, version)


async def find_derivations(session: Session, edition_code: str, version: int) -> DerivationDraftRow:
    """Return the draft of a version.

    Raises:
        NotFound: There is none.
    """
    present = await drafts.find(session, edition_code)
    if present is None or present.derivation_set_version != version:
        raise missing(
            "path/version",
            Text(
                f"{edition_code} tidak memiliki draf himpunan turunan versi {version}.",
                f"{edition_code} has no draft of derivation set {version}.",
            ),
        )
    return present


async def next_stamp(session: Session, edition_code: str) -> dict[str, Any]:
    """Return the edition and the version that a new draft has."""
    version = 1 + await sets.newest_version(session, edition_code)
    return {_CODE: edition_code, _VERSION: version}


def stamp_defects(document: Mapping[str, Any], stamp: Mapping[str, Any]) -> list[Refusal]:
    """Return where a document says another edition or version than those of its draft."""
    return [
        Refusal(f"/{name}", _other_stamp(name, document[name], value))
        for name, value in stamp.items()
        if document.get(name, value) != value
    ]


async def check_derivations_of(
    session: Session, edition_code: str, document: Mapping[str, Any]
) -> Checked[DerivationSet]:
    """Return what is wrong with a derivation set of an edition that is published or a draft.

    Raises:
        NotFound: There is no such edition.
    """
    edition = await find_model(session, edition_code)
    return await to_thread(check_derivation_document, document, edition, fact_catalogue())


def derivation_document(row: DerivationDraftRow) -> dict[str, Any]:
    """Return a draft as a whole document."""
    stamp = {_CODE: row.edition_code, _VERSION: row.derivation_set_version}
    return {**stamp, **json.loads(row.document)}


async def _save(
    session: Session,
    stamp: Mapping[str, Any],
    document: Mapping[str, Any],
    principal: Principal,
    *,
    revision: int,
    clock: Clock,
) -> DerivationDraftRow:
    bare = _bare(document, stamp)
    checked = await check_derivations_of(session, stamp[_CODE], {**stamp, **bare})
    row = DerivationDraftRow(
        edition_code=stamp[_CODE],
        derivation_set_version=stamp[_VERSION],
        document=json.dumps(bare, ensure_ascii=False),
        document_hash=hash_of(bare),
        content_hash=checked.content_hash,
        defect_count=len(checked.defects),
        revision=revision,
        changed_at=clock.now(),
        changed_by=principal.subject,
    )
    return await drafts.save(session, row)


def _bare(document: Mapping[str, Any], stamp: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without its edition and version, which must be those of the draft."""
    wrong = stamp_defects(document, stamp)
    if wrong:
        raise refusal(wrong)
    return {name: part for name, part in document.items() if name not in stamp}


def _other_stamp(name: str, given: object, expected: object) -> DomainText:
    if name == _VERSION:
        return DomainText(
            f"harus {expected}: satu di atas versi terbaru yang sudah terbit; boleh dihilangkan",
            f"must be {expected}: one above the newest that is published; it may be left out",
        )
    return DomainText(
        f"himpunan ini untuk edisi {given}, sedangkan alamatnya edisi {expected}:"
        " kirim ke alamat edisi itu, atau ganti atau hilangkan edition_code",
        f"the set is of the edition {given}, but the address is of {expected}:"
        " send it to the address of that edition, or change or leave out edition_code",
    )
