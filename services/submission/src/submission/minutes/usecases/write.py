"""Write minutes, or write them anew. Signatures of an earlier version stay, and do not count."""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Unprocessable, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.assessments.usecases.check_assessor import act_for_own
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act
from submission.editions import store as editions
from submission.minutes.domain.record import MOST_MINUTES, Minutes, Record, check_record
from submission.minutes.domain.signed import SignedMinutes
from submission.minutes.store import minutes as store
from submission.minutes.usecases.check_side import check_writer
from submission.minutes.usecases.check_under_way import check_under_way
from submission.minutes.usecases.find_minutes import find_in
from submission.minutes.usecases.keep_visited import keep_visited
from submission.people.usecases.find import check_employed


async def write_minutes(
    session: Session, assessment_id: UUID, record: Record, principal: Principal, *, clock: Clock
) -> tuple[SignedMinutes, bool]:
    """Return the minutes, and whether they are new. The same record again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: The principal could sign for no side.
        Unprocessable: There is no such stage, or the record breaks a rule.
        Conflict: The assessment ended with its agency, has as many minutes as it can, or the stage
            takes nothing now.
    """
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    await _check_written(session, assessment, record, principal, clock=clock)
    present = await store.of_assessment(session, assessment_id)
    for each in present:
        if each.record == record:
            return await find_in(session, assessment, each.minutes_id), False
    await _check_taken(session, assessment, record, clock=clock)
    if len(present) >= MOST_MINUTES:
        raise _too_many()
    written = Minutes(
        minutes_id=new_id(),
        assessment_id=assessment_id,
        record=record,
        revision=1,
        written=Act(principal.subject, clock.now()),
    )
    await store.add(session, written)
    return await find_in(session, assessment, written.minutes_id), True


async def rewrite_minutes(
    session: Session,
    assessment_id: UUID,
    minutes_id: UUID,
    record: Record,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> SignedMinutes:
    """Return the minutes as they are now. The same record again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach, or it has no such minutes.
        OutdatedChange: It does not start from the present version.
        Forbidden, Conflict: See `write_minutes`.
        Unprocessable: It is of another kind or stage, or breaks a rule.
    """
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    signed = await find_in(session, assessment, minutes_id)
    present = signed.minutes
    if (record.kind, record.stage) != (present.record.kind, present.record.stage):
        raise _of_another_kind()
    await _check_written(session, assessment, record, principal, clock=clock)
    if not is_repeated(seen, signed, is_same=record == present.record):
        await _check_taken(session, assessment, record, clock=clock)
        act = Act(principal.subject, clock.now())
        changed = replace(present, record=record, revision=present.revision + 1, written=act)
        await store.add(session, changed)
        await keep_visited(session, assessment)
    return await find_in(session, assessment, minutes_id)


async def _check_written(
    session: Session, assessment: Assessment, record: Record, principal: Principal, *, clock: Clock
) -> None:
    await check_employed(session, principal.subject, clock=clock)
    line = await find_line(session, assessment, record.stage, pointer="/stage")
    edition = await editions.find(session, assessment.edition_code)
    if edition is None:
        raise LookupError(f"the edition {assessment.edition_code} of an assessment is not known")
    zone = await agencies.time_zone(session, assessment.agency_code)
    refuse(check_record(record, line[-1], edition, today=today_in(zone, clock.now())))
    await check_writer(session, principal, assessment, line, kind=record.kind, clock=clock)
    await act_for_own(session, assessment, principal)


async def _check_taken(
    session: Session, assessment: Assessment, record: Record, *, clock: Clock
) -> None:
    line = await find_line(session, assessment, record.stage)
    await check_goes_on(session, assessment, line, clock=clock)
    await check_under_way(session, assessment, line, pointer="/stage")


def _too_many() -> Conflict:
    most = Text(f"paling banyak {MOST_MINUTES} berita acara", f"at most {MOST_MINUTES} minutes")
    return Conflict(
        Text(
            f"Penilaian ini sudah mempunyai {MOST_MINUTES} berita acara; perbaiki salah satu yang"
            " ada.",
            f"This assessment has {MOST_MINUTES} minutes already; change one of them.",
        ),
        errors=[Refusal("assessment_id", most)],
    )


def _of_another_kind() -> Unprocessable:
    told = Text(
        "jenis dan tahap berita acara tidak dapat diubah", "minutes keep their kind and stage"
    )
    return Unprocessable(
        Text(f"{told.id[0].upper()}{told.id[1:]}.", f"{told.en[0].upper()}{told.en[1:]}."),
        errors=[Refusal("/kind", told)],
    )
