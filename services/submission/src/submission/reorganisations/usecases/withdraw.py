"""Take back a reorganisation that was declared for a day that lies ahead.

It is planned and done like any other one: in one transaction that holds the tree, the campaigns and
the assessments concerned.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, Unprocessable
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import AgencyState, today_in
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.agencies.usecases.save_change import Occasion, save_change
from submission.assignments import store as assignments
from submission.campaigns.store import assessments, campaigns
from submission.people import store as people
from submission.people.domain import PersonRevision
from submission.people.usecases.find import check_employed
from submission.reorganisations.domain.declared import Old, find_declared
from submission.reorganisations.domain.request import Withdrawal
from submission.reorganisations.domain.situation import NOTHING, Plan
from submission.reorganisations.domain.withdrawal import (
    Standing,
    check_undone,
    check_withdrawal,
    plan_of_withdrawal,
)
from submission.reorganisations.store import merged_into
from submission.reorganisations.usecases.survey import check_not_own


async def plan_withdrawal(
    session: Session, request: Withdrawal, principal: Principal, *, clock: Clock
) -> Plan:
    """Return all that follows; nothing where it was taken back already.

    Raises:
        NotFound: The agency in the address is not within reach.
        Forbidden: An agency above the token's decides it, as when it was declared; or see
            `check_employed`.
        Unprocessable: No such reorganisation was declared.
        Conflict: Its day has come, or something rests on it; all of that is named.
    """
    await check_employed(session, principal.subject, clock=clock)
    await agencies.lock_tree(session)
    await check_reach(session, principal, request.agency_code, pointer="agency_code")
    olds = await _declared(session, request)
    if not olds:
        raise _not_declared(request)
    await _check_scope(session, olds, principal)
    if all(old.is_withdrawn for old in olds):
        return NOTHING
    zone = await agencies.time_zone(session, request.agency_code)
    today = today_in(zone, clock.now())
    if today >= request.day:
        raise _has_come(request)
    _refuse_resting([*check_undone(olds)])
    standing = await _standing(session, request, [old for old in olds if not old.undone_by])
    _refuse_resting([*check_withdrawal(standing)])
    return plan_of_withdrawal(request, standing, today=today)


async def withdraw(
    session: Session, request: Withdrawal, plan: Plan, principal: Principal, *, clock: Clock
) -> None:
    """Do what was planned in this transaction, and tell the other services."""
    for change in plan.agencies:
        occasion = Occasion(change.change, since=change.since, note=request.note)
        await save_change(
            session, change.after, change.before, principal, occasion=occasion, clock=clock
        )
    codes = [change.after.code for change in plan.agencies]
    for _, then in await people.before(session, codes, day=request.day):
        await people.forget_before(session, then, day=request.day)
    for each in plan.assessments:
        if each.assessment is None:
            continue
        if each.cause is None:
            await assessments.resume(session, each.assessment.assessment_id)
        else:
            today = plan.agencies[0].since
            await assessments.end(
                session, each.assessment.assessment_id, ended_on=today, cause=each.cause
            )
    for person in plan.people:
        changed = PersonRevision(
            person=person.after, revision=person.before.revision + 1, changed_at=clock.now()
        )
        await people.save(session, changed, changed_by=principal.subject)


async def _declared(session: Session, request: Withdrawal) -> list[Old]:
    """Return the agencies that ended or were split, as was declared at this address."""
    codes: Sequence[str] = [request.agency_code]
    if request.declared == "merger":
        last_day = request.day - timedelta(days=1)
        codes = await merged_into(session, request.agency_code, last_day=last_day)
    found: list[Old] = []
    for code in codes:
        states = await agencies.states(session, code)
        old = find_declared(states, request, await _first_days(session, states))
        if old is not None:
            found.append(old)
    return found


async def _first_days(session: Session, states: Sequence[AgencyState]) -> Mapping[str, date]:
    codes = {code for state in states for code in state.kept.agency.successor_codes}
    known = await agencies.find_all(session, codes)
    return {code: agency.valid_from for code, agency in known.items()}


async def _check_scope(session: Session, olds: Sequence[Old], principal: Principal) -> None:
    """Let those take it back that may declare it."""
    root = AGENCIES.root_of(principal)
    codes = {old.present.agency.code for old in olds}
    check_not_own(codes, root)
    concerned = codes.union(*(old.successor_codes for old in olds))
    reached = {agency.code for agency in await agencies.in_subtree(session, root)}
    if concerned <= reached:
        return
    raise Forbidden(
        Text(
            "Reorganisasi ini menyangkut instansi di luar jangkauan Anda. Yang dapat"
            " membatalkannya adalah instansi di atas semuanya.",
            "This reorganisation concerns agencies out of your reach. An agency above all of them"
            " can take it back.",
        ),
        errors=[Refusal("agency_code", Text("ditentukan dari atas", "is decided above"))],
    )


async def _standing(session: Session, request: Withdrawal, olds: Sequence[Old]) -> Standing:
    old_codes = [old.present.agency.code for old in olds]
    successor_codes = sorted({code for old in olds for code in old.successor_codes})
    successors = {code: await agencies.states(session, code) for code in successor_codes}
    others = {
        code for states in successors.values() for code in states[-1].kept.agency.predecessor_codes
    }
    codes = {*old_codes, *successor_codes, *others}
    found = await assessments.of_agencies(session, codes)
    locked = await campaigns.lock_all(session, {each.campaign_code for each in found})
    parents = {old.present.agency.parent_code or "" for old in olds}
    return Standing(
        olds=olds,
        successors=successors,
        units=await agencies.children(session, successor_codes),
        parents=await agencies.find_all(session, parents),
        assessments=await assessments.of_agencies(session, codes, lock=True),
        campaigns=locked,
        assignments=await assignments.open_of_units(session, successor_codes),
        people=await people.before(session, old_codes, day=request.day),
        others=await people.of_agencies(session, successor_codes, day=request.day),
    )


def _refuse_resting(faults: Sequence[Refusal]) -> None:
    if faults:
        raise Conflict(
            Text(
                "Reorganisasi ini belum dapat dibatalkan karena ada yang bergantung padanya.",
                "This reorganisation cannot be taken back yet: something rests on it.",
            ),
            errors=faults,
        )


def _not_declared(request: Withdrawal) -> Unprocessable:
    code, day = request.agency_code, request.day
    why = Text(
        f"tidak ada reorganisasi seperti itu pada {code} mulai {day}; lihat riwayat instansi"
        " (GET …/history)",
        f"no such reorganisation of {code} was declared for {day}; see the history of the agency"
        " (GET …/history)",
    )
    return Unprocessable(
        Text("Tidak ada yang dapat dibatalkan.", "There is nothing to take back."),
        errors=[Refusal("/effective_on", why)],
    )


def _has_come(request: Withdrawal) -> Conflict:
    day = request.day
    return Conflict(
        Text(
            f"Reorganisasi ini berlaku sejak {day} dan tidak dapat dibatalkan lagi. Tetapkan"
            " reorganisasi baru (POST …/split atau …/merger), atau buat instansi baru dengan kode"
            " lain (PUT).",
            f"This reorganisation took effect on {day} and is not taken back any more. Declare a"
            " new one (POST …/split or …/merger), or make a new agency with another code (PUT).",
        ),
        errors=[Refusal("/effective_on", Text("sudah tiba", "has come"))],
    )
