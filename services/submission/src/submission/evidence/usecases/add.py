"""Enter items of evidence, and add versions to them. A file is one that the caller has uploaded."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Unprocessable, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.campaigns.domain.stage_state import Act
from submission.evidence.domain.blob import Blob
from submission.evidence.domain.fetch import Fetch
from submission.evidence.domain.item import (
    MOST_VERSIONS,
    AddressSource,
    Dates,
    FileSource,
    Item,
    ItemState,
    Source,
    Version,
    check_dates,
)
from submission.evidence.domain.media import fault_of_name_for
from submission.evidence.store import items as store
from submission.evidence.store import uploads
from submission.evidence.usecases.change import find_to_change, not_yours
from submission.people.usecases.find import check_employed


async def add_evidence(
    session: Session,
    state: ItemState,
    source: Source,
    principal: Principal,
    *,
    agency_code: str | None,
    clock: Clock,
) -> tuple[Item, bool]:
    """Return an item of an agency's library, and whether it is new. The same again changes nothing.

    Raises:
        NotFound: There is no such agency within reach.
        Forbidden: The record of the caller has ended, or a confidential item is of another agency.
        Unprocessable: Something breaks a rule, or the caller has uploaded no such file.
    """
    where = agency_code or AGENCIES.root_of(principal)
    await check_reach(session, principal, where, pointer="/agency_code")
    await check_employed(session, principal.subject, clock=clock)
    if state.confidential and AGENCIES.root_of(principal) != where:
        raise not_yours()
    refuse(check_dates(state.dates))
    act = Act(principal.subject, clock.now())
    await store.lock_library(session, where)
    blob = await _blob(session, source, principal)
    first = _version(source, state.dates, None, number=1, added=act, blob=blob)
    wanted = _new_item(where, state, first)
    if (present := await store.same(session, wanted)) is not None:
        await _use_up(session, source, principal)
        return present, False
    _check_file(source, blob)
    await store.add(session, wanted)
    await _use_up(session, source, principal)
    return wanted, True


async def add_version(
    session: Session,
    evidence_id: UUID,
    source: Source,
    principal: Principal,
    *,
    dates: Dates,
    note: str | None,
    clock: Clock,
) -> tuple[Item, bool]:
    """Return the item with a newer version, and whether that is new; the same again is not.

    Raises:
        NotFound: There is no such item within reach.
        Forbidden, Unprocessable: See `add_evidence`.
        Conflict: It has as many versions as it can.
    """
    item = await find_to_change(session, evidence_id, principal, clock=clock)
    refuse(check_dates(dates))
    blob = await _blob(session, source, principal)
    act = Act(principal.subject, clock.now())
    number = item.newest.version + 1
    version = _version(source, dates, note, number=number, added=act, blob=blob)
    if version.says_the_same_as(item.newest):
        await _use_up(session, source, principal)
        return item, False
    _check_file(source, blob)
    if number > MOST_VERSIONS:
        raise _too_many()
    changed = item.with_version(version)
    await store.save(session, changed, is_new_version=True)
    await _use_up(session, source, principal)
    return changed, True


def _new_item(agency_code: str, state: ItemState, first: Version) -> Item:
    return Item(
        evidence_id=new_id(),
        agency_code=agency_code,
        state=state,
        revision=1,
        newest=first,
        added=first.added,
        changed=first.added,
    )


def _version(
    source: Source,
    dates: Dates,
    note: str | None,
    *,
    number: int,
    added: Act,
    blob: Blob | None,
) -> Version:
    fetch = Fetch() if isinstance(source, AddressSource) else None
    return Version(
        version=number,
        source=source,
        dates=dates,
        note=note,
        added=added,
        blob=blob,
        fetch=fetch,
    )


async def _blob(session: Session, source: Source, principal: Principal) -> Blob | None:
    """Return the content of a file that the caller has uploaded, whose upload is now locked."""
    if not isinstance(source, FileSource):
        return None
    upload = await uploads.find(session, principal.subject, source.sha256, lock=True)
    if upload is None or upload.completed_at is None:
        return None
    return await uploads.find_blob(session, source.sha256)


def _check_file(source: Source, blob: Blob | None) -> None:
    """Check a file: who names its hash has sent its bytes, and its name says what it is."""
    if not isinstance(source, FileSource):
        return
    if blob is None:
        raise Unprocessable(
            Text(
                "Berkas dengan SHA-256 ini belum Anda unggah sampai selesai. Unggah dahulu:"
                " PUT /evidence/uploads/{sha256}.",
                "You have not uploaded a whole file with this SHA-256. Upload it first:"
                " PUT /evidence/uploads/{sha256}.",
            ),
            errors=[Refusal("/source/sha256", Text("belum diunggah", "is not uploaded"))],
        )
    fault = fault_of_name_for(blob.kind, source.name)
    refuse([] if fault is None else [Refusal("/source/name", fault)])


async def _use_up(session: Session, source: Source, principal: Principal) -> None:
    if isinstance(source, FileSource):
        await uploads.remove(session, principal.subject, source.sha256)


def _too_many() -> Conflict:
    most = Text(f"paling banyak {MOST_VERSIONS} versi", f"at most {MOST_VERSIONS} versions")
    return Conflict(
        Text(
            f"Data dukung ini sudah mempunyai {MOST_VERSIONS} versi. Catat sebagai data dukung"
            " baru.",
            f"This evidence has {MOST_VERSIONS} versions already. Enter it as a new item.",
        ),
        errors=[Refusal("evidence_id", most)],
    )
