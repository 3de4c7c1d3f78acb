"""Give the content of a version out; a read of a confidential one is noted first, with its reason.

Confidential contents are for people of the agency itself, for assessors whom an assignment names,
and for the inspectorate of an agency above. Whoever is not of the agency says why.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, NotFound, Unavailable
from kit.ids import new_id
from kit.observe import get_logger
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.evidence.domain.blob import Blob
from submission.evidence.domain.item import FileSource, Item, Reading, Standing, Version
from submission.evidence.domain.media import media_type_of
from submission.evidence.store import reads as store
from submission.evidence.store.objects import ContentMissing
from submission.evidence.usecases.find import find_evidence, find_readable, find_version, is_own
from submission.evidence.usecases.upload import Library
from submission.people.usecases.find import check_employed

_INSPECTORATE: Final = "inspectorate"


class ReasonMissing(Exception):
    """A confidential content is read by somebody of another agency, who does not say why."""


@dataclass(frozen=True, slots=True)
class Content:
    """A content on its way out."""

    name: str
    media_type: str
    blob: Blob
    pieces: AsyncIterator[bytes]


async def read_content(
    library: Library,
    evidence_id: UUID,
    version: int,
    principal: Principal,
    *,
    reason: str | None,
    clock: Clock,
) -> Content:
    """Return the content of a version; no transaction is open while it goes out.

    Raises:
        NotFound: There is no such version within reach, or it is no file.
        Forbidden: It is confidential, and not for the caller.
        ReasonMissing: It is confidential and of another agency, and the caller says no reason.
        Unavailable: The store cannot be used, or has lost the content.
    """
    async with library.database.transaction() as session:
        item = await find_readable(session, evidence_id, principal)
        found = await find_version(session, item, version)
        source, blob = found.source, found.blob
        if not isinstance(source, FileSource) or blob is None:
            raise _no_file()
        if item.state.confidential:
            await _note(session, item, found, principal, reason=reason, clock=clock)
    try:
        pieces = await library.contents.read(blob.sha256)
    except ContentMissing as error:
        get_logger().error("evidence_content_missing", sha256=blob.sha256)
        raise _lost() from error
    return Content(source.name, media_type_of(blob.kind, source.name), blob, pieces)


async def check_owner(session: Session, evidence_id: UUID, principal: Principal) -> Item:
    """Return an item whose log the caller may read: people of the agency itself may.

    Raises:
        NotFound: There is no such item within reach.
        Forbidden: It belongs to another agency.
    """
    item = await find_evidence(session, evidence_id, principal)
    if not is_own(item, principal):
        raise Forbidden(
            Text(
                "Catatan pembacaan hanya untuk orang dari instansi pemiliknya.",
                "The log of reads is for people of the agency that owns the evidence.",
            ),
            errors=[Refusal("evidence_id", Text("milik instansi lain", "is another agency's"))],
        )
    return item


async def _note(
    session: Session,
    item: Item,
    version: Version,
    principal: Principal,
    *,
    reason: str | None,
    clock: Clock,
) -> None:
    standing = await _standing(session, item, principal)
    await check_employed(session, principal.subject, clock=clock)
    if standing != "own" and reason is None:
        raise ReasonMissing
    reading = Reading(
        read_id=new_id(),
        evidence_id=item.evidence_id,
        version=version.version,
        subject=principal.subject,
        agency_code=AGENCIES.root_of(principal),
        standing=standing,
        reason=reason,
        read_at=clock.now(),
    )
    await store.add(session, reading)


async def _standing(session: Session, item: Item, principal: Principal) -> Standing:
    if is_own(item, principal):
        return "own"
    if await store.is_assessor_of(session, principal.subject, item.agency_code):
        return "assessor"
    above = await agencies.line(session, item.agency_code)
    if _INSPECTORATE in principal.roles and AGENCIES.root_of(principal) in above:
        return "inspectorate"
    raise Forbidden(
        Text(
            "Data dukung ini rahasia: isinya untuk instansi pemiliknya, asesor yang ditugaskan pada"
            " instansi itu, dan inspektorat.",
            "This evidence is confidential: its content is for the agency that owns it, for"
            " assessors assigned to that agency, and for the inspectorate.",
        ),
        errors=[Refusal("evidence_id", Text("rahasia", "is confidential"))],
    )


def _no_file() -> NotFound:
    return NotFound(
        Text(
            "Versi ini bukan berkas: isinya ada pada alamat atau sistem yang disebut.",
            "This version is no file: its content is at the address or in the system it names.",
        ),
        errors=[Refusal("version", Text("bukan berkas", "is no file"))],
    )


def _lost() -> Unavailable:
    return Unavailable(
        Text(
            "Isi berkas ini tidak ditemukan di penyimpanan. Hubungi operator.",
            "The content of this file is not in the store. Tell the operator.",
        ),
        headers={"Retry-After": "60"},
    )
