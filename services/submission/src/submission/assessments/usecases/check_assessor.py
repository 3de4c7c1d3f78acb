"""Check who decides at which stage. After the first nobody decides about their own agency."""

from collections.abc import Collection, Sequence
from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.stage_roles import StageAct
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assessments.domain.open_for_decisions import either, roles_of
from submission.assessments.store import decisions as store
from submission.assessments.store import sides
from submission.assessments.usecases.find_stage import Line
from submission.assignments.usecases.check_assigned import check_no_conflict
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Passage
from submission.campaigns.domain.stages import (
    CampaignKind,
    Stage,
    is_once,
    stages_of,
)
from submission.campaigns.store import campaigns
from submission.campaigns.store import stages as passed

_SUBMITTING: Final[tuple[Passage, ...]] = ("submitted",)
# What judges a later stage, beside its levels and its submission.
_JUDGING: Final[tuple[Passage, ...]] = ("returned", "closed", "skipped")
_SOMEBODY_ELSE: Final = Text("memerlukan orang lain", "needs another person")


def check_assessor(principal: Principal, assessment: Assessment, line: Line) -> None:
    """Check that the caller may decide about an assessment at the last of these stages.

    Raises:
        Forbidden: The stage comes after the first, and the agency is that of the token.
    """
    stage = line[-1]
    if stage == line[0] or principal.unit != assessment.agency_code:
        return
    raise own_agency(stage)


def own_agency(stage: Stage) -> Forbidden:
    """Return the error for who decides about their own agency after the first stage."""
    return Forbidden(
        Text(
            f"Pada tahap {stage.code}, hal ini tidak boleh dilakukan oleh orang dari instansi yang"
            " dinilai.",
            f"At the stage {stage.code}, this is not for people of the assessed agency.",
        ),
        errors=[Refusal("assessment_id", Text("milik instansi Anda", "is your own agency's"))],
    )


def answers_at(principal: Principal, stage: Stage) -> bool:
    """Say whether who decides at a stage answers there, and does not assess."""
    return stage.role in stage.respondents or stage.role not in principal.roles


def check_role(principal: Principal, stage: Stage, *acts: StageAct, pointer: str = "stage") -> None:
    """Check that the caller has a role that may do one of these things at a stage.

    Raises:
        Forbidden: The stage needs another role for it.
    """
    roles = sorted({role for act in acts for role in roles_of(stage, act)})
    if principal.roles.isdisjoint(roles):
        name = either(roles)
        raise Forbidden(
            Text(
                f"Pada tahap {stage.code} hal ini dilakukan oleh peran {name.id}.",
                f"At the stage {stage.code} this is for the role {name.en}.",
            ),
            errors=[
                Refusal(pointer, Text(f"memerlukan peran {name.id}", f"needs the role {name.en}"))
            ],
        )


async def check_once(
    session: Session,
    assessment: Assessment,
    stage: str,
    principal: Principal,
    *,
    pointer: str = "stage",
) -> None:
    """Check that the caller may act at a stage beside what they did at others.

    To act is to decide, to submit, or to answer for the assessors. Who acted for the assessed
    agency does not judge it, whatever roles they hold, nor the other way round. Where the kind of
    the campaign demands it, nobody acts at two stages at all. `pointer`: where it is refused.

    Raises:
        Forbidden: They did something else before.
    """
    kind = await campaigns.kind_of(session, assessment.campaign_code)
    acted = await _acted(session, assessment, principal)
    other = next((each for each in acted if each != stage), None)
    if other is not None and is_once(kind):
        raise _elsewhere(other, pointer)
    is_first = stage == _first(kind)
    await _check_sides(
        session, assessment, principal, for_agency=is_first, acted=acted, pointer=pointer
    )


async def check_judging(
    session: Session,
    assessment: Assessment,
    line: Line,
    principal: Principal,
    *,
    indicator_codes: Collection[str] | None = None,
    clock: Clock,
) -> None:
    """Check that the caller may judge the last of these stages: return, close or skip it.

    The first stage is the agency's own: who acts for it there answers, and does not judge. What
    judges a later one is not for who acted for the assessed agency, whatever roles they hold.
    `indicator_codes`: what is judged; None: all parts of the assessment.

    Raises:
        Forbidden: They acted for the assessed agency, or have a conflict of interest.
    """
    is_own = AGENCIES.root_of(principal) == assessment.agency_code
    if len(line) == 1 and is_own and answers_at(principal, line[-1]):
        return
    await check_no_conflict(
        session, principal, assessment, line=line, indicator_codes=indicator_codes, clock=clock
    )
    if len(line) == 1:
        return
    await check_not_of_agency(session, assessment, principal, pointer="stage")


async def check_not_of_agency(
    session: Session, assessment: Assessment, principal: Principal, *, pointer: str
) -> None:
    """Check that the caller never acted for the assessed agency: they judge it.

    Raises:
        Forbidden: They did.
    """
    acted = await _acted(session, assessment, principal)
    await _check_sides(
        session, assessment, principal, for_agency=False, acted=acted, pointer=pointer
    )


async def act_for_agency(session: Session, assessment: Assessment, principal: Principal) -> None:
    """Keep that the caller acts for the assessed agency of a locked assessment.

    Raises:
        Forbidden: They decided at a stage of its assessors.
    """
    acted = await _acted(session, assessment, principal)
    await _check_sides(
        session, assessment, principal, for_agency=True, acted=acted, pointer="assessment_id"
    )
    await sides.add(session, assessment.assessment_id, principal.subject)


async def act_for_own(session: Session, assessment: Assessment, principal: Principal) -> None:
    """Keep that the caller acts for the assessed agency, if their token is of it.

    Raises:
        Forbidden: See `act_for_agency`.
    """
    if AGENCIES.root_of(principal) == assessment.agency_code:
        await act_for_agency(session, assessment, principal)


async def _acted(session: Session, assessment: Assessment, principal: Principal) -> list[str]:
    """Return the stages at which the caller decided or reviewed, or that they submitted."""
    where, who = assessment.assessment_id, principal.subject
    return [
        *await store.stages_of_decider(session, where, who),
        *await sides.stages_of_reviewer(session, where, who),
        *await passed.of_subject(session, where, who, passages=_SUBMITTING),
    ]


async def _check_sides(
    session: Session,
    assessment: Assessment,
    principal: Principal,
    *,
    for_agency: bool,
    acted: Sequence[str],
    pointer: str,
) -> None:
    first = _first(await campaigns.kind_of(session, assessment.campaign_code))
    if for_agency:
        ended = await passed.of_subject(
            session, assessment.assessment_id, principal.subject, passages=_JUDGING
        )
        judged = next((each for each in (*acted, *ended) if each != first), None)
        if judged is not None:
            raise _assessed_it(judged, pointer)
    elif first in acted or await sides.is_kept(
        session, assessment.assessment_id, principal.subject
    ):
        raise Forbidden(
            Text(
                "Anda sudah bertindak untuk instansi yang dinilai (menjawab, mengajukan,"
                " menandatangani, atau menyanggah); orang lain yang menilainya, apa pun peran"
                " Anda.",
                "You acted for the assessed agency (answered, submitted, signed or disputed);"
                " somebody else assesses it, whatever roles you hold.",
            ),
            errors=[Refusal(pointer, _SOMEBODY_ELSE)],
        )


def _first(kind: CampaignKind) -> str:
    return stages_of(kind)[0].code


def _assessed_it(stage: str, pointer: str) -> Forbidden:
    return Forbidden(
        Text(
            f"Anda sudah bertindak pada tahap {stage} untuk menilai instansi ini; orang lain yang"
            " bertindak untuk instansi yang dinilai, apa pun peran Anda.",
            f"You acted at the stage {stage} to assess this agency; somebody else acts for the"
            " assessed agency, whatever roles you hold.",
        ),
        errors=[Refusal(pointer, _SOMEBODY_ELSE)],
    )


def _elsewhere(stage: str, pointer: str) -> Forbidden:
    return Forbidden(
        Text(
            f"Anda sudah bertugas pada tahap {stage}; satu orang hanya bertugas pada satu tahap.",
            f"You acted at the stage {stage} already; nobody acts at two stages.",
        ),
        errors=[Refusal(pointer, _SOMEBODY_ELSE)],
    )
