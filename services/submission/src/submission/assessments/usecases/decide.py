"""Decide the levels of indicators at a stage, or withdraw one.

The assessment's row is locked before anything of the assessment is read. So decisions on one
assessment are made one after the other: none is lost, and the revision counts them all. One
decision, a list of them and a table that was filled in go the same way, and are kept all or not.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.outbox import emit
from rules.refusal import Refusal
from rules.revision import OutdatedChange, is_repeated
from rules.text import Text
from submission.agencies.events import SOURCE
from submission.assessments import events
from submission.assessments.domain.answer import UNANSWERED, Answer, Via
from submission.assessments.domain.decision import Decision, Outdated, Plan, checked, is_known
from submission.assessments.domain.outcome import Movement
from submission.assessments.store import decisions as store
from submission.assessments.store import drafts
from submission.assessments.usecases.check_answering import check_answering
from submission.assessments.usecases.check_assessor import answers_at, check_assessor, check_once
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_in_time import check_in_time
from submission.assessments.usecases.check_open_for_decisions import find_open_decisions, lacking
from submission.assessments.usecases.check_responsible import check_responsible
from submission.assessments.usecases.fill_sectors import fill_sectors
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.assessments.usecases.find_outcome import find_movement
from submission.assessments.usecases.find_stage import Line, find_line
from submission.assignments.usecases.check_assigned import check_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments
from submission.editions import store as editions
from submission.people.usecases.find import check_employed


async def decide_level(
    session: Session, decision: Decision, principal: Principal, *, clock: Clock
) -> tuple[Answer, Movement]:
    """Return the present answer, and what it does to the predicate of the stage.

    What is so already, as far as it is said, changes nothing.

    Raises:
        NotFound: There is no such assessment within reach, or its edition has no such indicator.
        Forbidden: The agency is their own, or there is a conflict; or somebody else is assigned.
        OutdatedChange: It does not start from the present answer.
        Conflict: The assessment ended with its agency, the campaign is closed, the time of the
            stage is over, or the stage does not take it now. Or it withdraws, with an explanation,
            what was never decided.
        Unprocessable: The level is not on the scale, the campaign does not have the stage, or the
            time is in the future.
    """
    assessment, line = await _locked(
        session, [decision], principal, places=["indicator_code"], clock=clock
    )
    decisions = await fill_sectors(session, assessment, line, [decision])
    plan = await _planned(session, assessment, line, decisions, principal, clock=clock)
    if not is_known([fault for _, fault in plan.faults]):
        await find_indicator(session, assessment, decision.indicator_code)
    refuse(fault for _, fault in plan.faults)
    for _, lack in plan.lacks:
        raise lacking([lack], pointer="indicator_code", state=plan.state)
    for outdated in plan.outdated:
        raise OutdatedChange(outdated.present)
    moved = plan.moved = await find_movement(session, assessment, line, plan.new)
    await _keep(session, assessment, plan, clock=clock)
    return plan.answers[0], moved


async def decide_levels(
    session: Session,
    decisions: Sequence[Decision],
    principal: Principal,
    *,
    places: Sequence[str],
    clock: Clock,
    via: Via,
    is_trial: bool = False,
) -> Plan:
    """Decide about indicators of one assessment at one stage: all of them, or none.

    Return what comes of it. Nothing is kept if it is not sound, one decision is not complete, or it
    is only a trial. `places`: where the request names the indicator of each decision.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: After the first stage, the agency is that of the token itself.
        Unprocessable: The campaign does not have the stage.
    """
    assessment, line = await _locked(session, decisions, principal, places=places, clock=clock)
    decisions = await fill_sectors(session, assessment, line, decisions)
    plan = await _planned(session, assessment, line, decisions, principal, clock=clock, via=via)
    if plan.is_sound and all(each.is_complete for each in decisions):
        plan.moved = await find_movement(session, assessment, line, plan.new)
        if not is_trial:
            await _keep(session, assessment, plan, clock=clock)
    return plan


async def _locked(
    session: Session,
    decisions: Sequence[Decision],
    principal: Principal,
    *,
    places: Sequence[str],
    clock: Clock,
) -> tuple[Assessment, Line]:
    """Return an assessment that nobody else changes now, and its stages up to this one.

    All decisions are about one assessment and one stage, and the principal may make all of them.
    """
    await check_employed(session, principal.subject, clock=clock)
    first = decisions[0]
    assessment = await find_assessment(
        session, first.assessment_id, principal, for_answering=clock, lock=True
    )
    line = await find_line(session, assessment, first.stage)
    check_assessor(principal, assessment, line)
    is_unit = await check_responsible(session, principal, assessment, line)
    await check_answering(session, principal, assessment, clock=clock)
    await check_goes_on(session, assessment, line, clock=clock)
    await check_in_time(session, assessment, line, clock=clock)
    await check_assigned(
        session,
        principal,
        assessment,
        line=line,
        named=await _known(session, assessment, decisions, places=places),
        is_answer=first.is_answer or is_unit or answers_at(principal, line[-1]),
        clock=clock,
    )
    pointer = "assessment_id" if first.is_answer else "stage"
    await check_once(session, assessment, first.stage, principal, pointer=pointer)
    return assessment, line


async def _known(
    session: Session,
    assessment: Assessment,
    decisions: Sequence[Decision],
    *,
    places: Sequence[str],
) -> Sequence[tuple[str, str]]:
    """Return the indicators that decisions are about, each with its place.

    Unknown ones are refused as such later.
    """
    edition = await editions.find(session, assessment.edition_code)
    known = () if edition is None else edition.scale_codes
    named = zip(decisions, places, strict=True)
    return [(each.indicator_code, place) for each, place in named if each.indicator_code in known]


async def _planned(
    session: Session,
    assessment: Assessment,
    line: Line,
    decisions: Sequence[Decision],
    principal: Principal,
    *,
    clock: Clock,
    via: Via = "online",
) -> Plan:
    """Say what comes of decisions at the last of these stages. Nothing is written.

    Raises:
        Conflict: One withdraws, with an explanation, what was never decided.
    """
    taken = await find_open_decisions(session, assessment, line)
    stage, now, plan = line[-1].code, clock.now(), Plan(state=taken.state)
    newest = await _newest(session, assessment, stage, decisions)
    for place, decision in enumerate(decisions):
        level, faults = checked(taken.edition, decision, now)
        plan.faults += [(place, fault) for fault in faults]
        code = decision.indicator_code
        present = newest.get(code, Answer(indicator_code=code, stage=stage))
        is_right = decision.is_complete and not faults
        is_same = is_right and _is_same(decision, level, present)
        decides = level is not None or not is_right
        if not is_same and is_known(faults) and (lack := taken.lack_of(code, decides=decides)):
            plan.lacks.append((place, lack))
            continue
        has_start = is_right or decision.seen is not None
        if not has_start or not _starts(plan, place, decision, present, is_same=is_same):
            continue
        if not is_right:
            continue
        if level is None and present.revision == UNANSWERED:
            raise _nothing_to_withdraw(stage)
        revision = assessment.revision + len(plan.new) + 1
        plan.add(_decided(decision, level, revision, by=principal.subject, now=now, via=via))
    return plan


def _starts(plan: Plan, place: int, decision: Decision, present: Answer, *, is_same: bool) -> bool:
    """Say whether a decision changes the present answer and starts from it; else note why not."""
    try:
        if is_repeated(decision.seen, present, is_same=is_same, first=UNANSWERED):
            plan.answers.append(present)
            return False
    except OutdatedChange:
        plan.outdated.append(Outdated(place, present))
        return False
    return True


async def _newest(
    session: Session, assessment: Assessment, stage: str, decisions: Sequence[Decision]
) -> Mapping[str, Answer]:
    codes = [decision.indicator_code for decision in decisions]
    found = await store.of_stage(session, assessment.assessment_id, stage, indicator_codes=codes)
    return {answer.indicator_code: answer for answer in found}


def _decided(
    decision: Decision, level: str | None, revision: int, *, by: str, now: datetime, via: Via
) -> Answer:
    return Answer(
        indicator_code=decision.indicator_code,
        stage=decision.stage,
        level=level,
        explanation=decision.explanation,
        reasons=decision.reasons,
        sector=None if level is None else decision.sector,
        tells_sector=level is not None and decision.sector is not None,
        revision=revision,
        decided_by=by,
        decided_at=decision.decided_at or now,
        recorded_at=now,
        via=via,
    )


def _is_same(decision: Decision, level: str | None, present: Answer) -> bool:
    return present.is_already(
        level,
        decision.explanation,
        reasons=decision.reasons,
        sector=decision.sector,
        decided_at=decision.decided_at,
    )


def _nothing_to_withdraw(stage: str) -> Conflict:
    return Conflict(
        Text(
            f"Belum ada keputusan pada tahap {stage} yang dapat ditarik kembali; penjelasan ini"
            " tidak disimpan.",
            f"There is no decision at the stage {stage} to withdraw; the explanation is not kept.",
        ),
        errors=[Refusal("explanation", Text("tidak ada yang dijelaskan", "explains nothing"))],
    )


async def _keep(session: Session, assessment: Assessment, plan: Plan, *, clock: Clock) -> None:
    """Keep what is new; remove the drafts of all that was decided, even if it was so already."""
    where, stage = assessment.assessment_id, plan.answers[0].stage
    await drafts.remove(session, where, stage, [answer.indicator_code for answer in plan.answers])
    if not plan.new:
        return
    await store.add_all(session, where, plan.new)
    await assessments.set_revision(session, where, plan.new[-1].revision)
    told = [events.level_decided(assessment, answer) for answer in plan.new]
    await emit(session, told, source=SOURCE, clock=clock)
