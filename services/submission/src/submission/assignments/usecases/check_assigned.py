"""Check that a person may decide an indicator at a stage: the one place of this rule.

A campaign without assignments leaves it to the roles. A declared conflict of interest always
blocks, and so does what the person answers for, or the agency where they work.
"""

from collections.abc import Collection, Sequence

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from rules.tree import upwards
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments import store
from submission.assignments.domain import (
    Actor,
    Assignment,
    Conflict,
    is_own,
    wrong_answerer,
    wrong_assessor,
)
from submission.assignments.usecases.check_assigner import assigner_of
from submission.assignments.usecases.check_parts import nodes_of
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import Stage
from submission.campaigns.domain.team import DATA_ENTRY
from submission.campaigns.store import team
from submission.people.usecases.find import find_place


async def check_assigned(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    *,
    line: Sequence[Stage],
    named: Sequence[tuple[str, str]],
    is_answer: bool,
    clock: Clock,
) -> None:
    """Check that the caller may decide these indicators at the last stage of `line`.

    `named`: each indicator with the place of the request where it is named.
    `is_answer`: a respondent answers; else an assessor decides a level.

    Raises:
        Forbidden: Somebody else does, who is named; or there is a conflict of interest.
    """
    stage = line[-1]
    code, agency = assessment.campaign_code, assessment.agency_code
    assigned = await find_assigned(session, code, agency, clock=clock)
    actor = await _actor(session, principal, code, clock=clock)
    conflicts = await store.conflicts_of(session, assessment.campaign_code, actor.subject)
    parents = await nodes_of(session, assessment.edition_code)
    for indicator, place in named:
        nodes = {*upwards(indicator, parents.get)}
        if is_answer:
            others = wrong_answerer(actor, assigned, nodes=nodes)
        else:
            for conflict in conflicts:
                if conflict.blocks(actor.subject, agency, nodes=nodes):
                    raise _declared(conflict, place)
            _check_interest(actor, assessment, assigned, line=line, nodes=nodes, place=place)
            others = wrong_assessor(actor, assigned, stage=stage.code, nodes=nodes)
        if others is not None:
            detail, told = await _not_assigned(
                session, assessment, line, indicator, others=others, is_answer=is_answer
            )
            raise Forbidden(detail, errors=[Refusal(place, told)])


async def answered_by(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    *,
    indicator_codes: Collection[str],
    clock: Clock,
) -> Collection[str]:
    """Return those of these indicators that a respondent may answer."""
    code, agency = assessment.campaign_code, assessment.agency_code
    assigned = await find_assigned(session, code, agency, clock=clock)
    actor = await _actor(session, principal, code, clock=clock)
    parents = await nodes_of(session, assessment.edition_code)
    nodes = {each: {*upwards(each, parents.get)} for each in indicator_codes}
    return {each for each in nodes if wrong_answerer(actor, assigned, nodes=nodes[each]) is None}


async def check_no_conflict(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    *,
    line: Sequence[Stage],
    indicator_codes: Collection[str] | None = None,
    clock: Clock,
) -> None:
    """Check that the caller has no conflict of interest at the last stage of `line`.

    `indicator_codes`: what it is about; None: all parts of the assessment.

    Raises:
        Forbidden: A conflict was declared; or, after the first stage, they work in the agency.
    """
    parents = await nodes_of(session, assessment.edition_code)
    nodes = {*parents}
    if indicator_codes is not None:
        nodes = {node for code in indicator_codes for node in upwards(code, parents.get)}
    found = await store.conflicts_of(session, assessment.campaign_code, principal.subject)
    for conflict in found:
        if conflict.blocks(principal.subject, assessment.agency_code, nodes=nodes):
            raise _declared(conflict, "assessment_id")
    if len(line) > 1:
        actor = await _actor(session, principal, assessment.campaign_code, clock=clock)
        if assessment.agency_code in actor.line:
            raise _own_agency(line[-1], "assessment_id")


async def _actor(
    session: Session, principal: Principal, campaign_code: str, *, clock: Clock
) -> Actor:
    """Return who decides. Where they work is said by their record, or else by their token."""
    place = await find_place(session, principal.subject, clock=clock)
    unit = place or AGENCIES.root_of(principal)
    members = await team.of_campaign(session, campaign_code)
    return Actor(
        subject=principal.subject,
        line=await agencies.line(session, unit),
        enters_data=any(
            each.subject == principal.subject and DATA_ENTRY in each.functions for each in members
        ),
    )


def _check_interest(
    actor: Actor,
    assessment: Assessment,
    assigned: Collection[Assignment],
    *,
    line: Sequence[Stage],
    nodes: Collection[str],
    place: str,
) -> None:
    if len(line) == 1 and is_own(actor, assigned, nodes=nodes):
        raise _forbidden(
            Text(
                "Indikator ini menjadi tanggung jawab unit Anda; orang lain yang menilainya.",
                "Your unit answers for this indicator; somebody else assesses it.",
            ),
            place,
        )
    if len(line) > 1 and assessment.agency_code in actor.line:
        raise _own_agency(line[-1], place)


def _own_agency(stage: Stage, pointer: str) -> Forbidden:
    return _forbidden(
        Text(
            f"Pada tahap {stage.code}, asesor tidak boleh menilai instansinya sendiri.",
            f"At the stage {stage.code}, nobody decides about their own agency.",
        ),
        pointer,
    )


def _declared(conflict: Conflict, pointer: str) -> Forbidden:
    by = conflict.declared_by
    if by == conflict.subject:
        detail = Text(
            "Anda menyatakan benturan kepentingan untuk bagian ini.",
            "You declared a conflict of interest in this part.",
        )
    else:
        detail = Text(
            f"Koordinator kegiatan ({by}) menyatakan bahwa Anda mempunyai benturan kepentingan"
            " untuk bagian ini.",
            f"The coordinator of the campaign ({by}) declared that you have a conflict of interest"
            " in this part.",
        )
    return _forbidden(detail, pointer)


def _forbidden(detail: Text, pointer: str) -> Forbidden:
    told = Text("benturan kepentingan", "is a conflict of interest")
    return Forbidden(detail, errors=[Refusal(pointer, told)])


async def _not_assigned(
    session: Session,
    assessment: Assessment,
    line: Sequence[Stage],
    indicator_code: str,
    *,
    others: Sequence[str],
    is_answer: bool,
) -> tuple[Text, Text]:
    """Return why somebody else decides an indicator, and who; and the same in short."""
    some, stage = ", ".join(others), line[-1]
    if others:
        return Text(
            f"Indikator {indicator_code} pada tahap {stage.code} ditugaskan kepada {some}.",
            f"The indicator {indicator_code} at the stage {stage.code} is assigned to {some}.",
        ), Text("ditugaskan kepada orang lain", "is assigned to somebody else")
    assigner = await assigner_of(session, assessment, is_first=len(line) == 1)
    whom = Text("asesor", "assessor")
    if is_answer:
        whom = Text("unit penanggung jawab", "responsible unit")
    return Text(
        f"Indikator {indicator_code} pada tahap {stage.code} belum mempunyai {whom.id};"
        f" {assigner.id} yang menugaskan.",
        f"The indicator {indicator_code} at the stage {stage.code} has no {whom.en} yet;"
        f" {assigner.en} assigns it.",
    ), Text(f"belum mempunyai {whom.id}", f"has no {whom.en} yet")
