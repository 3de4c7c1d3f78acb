"""Find the period of an assessment as it stands: its account, and what the leader did with it."""

from dataclasses import dataclass
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Unprocessable
from rules.period import KIND_NAMES, Period, parse_period
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assessments.domain.open_for_decisions import Lack
from submission.assessments.usecases.check_answering import answering_agency
from submission.assessments.usecases.check_goes_on import why_over
from submission.assessments.usecases.find import find_assessment
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import campaigns, stages
from submission.performance.domain.account import KeptAccount
from submission.performance.domain.closing import (
    PERIODS,
    WRITERS,
    ClosingState,
    Passage,
    Situation,
    lacks,
    state_of,
)
from submission.performance.store import accounts, closings


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """The performance of a period, as somebody sees it.

    `shown`: the newest account, for its writers also a draft. `final`: the newest that is none.
    `missing`: what closing still needs.
    """

    assessment: Assessment
    shown: KeptAccount
    final: KeptAccount
    passages: tuple[Passage, ...]
    missing: tuple[Lack, ...]

    @property
    def revision(self) -> int:
        """Return the revision of the account that is shown."""
        return self.shown.revision

    @property
    def state(self) -> ClosingState:
        """Return where the period stands."""
        return state_of(self.final, self.passages)


async def find_performance(
    session: Session, assessment_id: UUID, principal: Principal, *, clock: Clock
) -> Performance:
    """Return the performance of the period of an assessment.

    Raises:
        NotFound, Unprocessable: See `find_period`.
    """
    assessment = await find_period(session, assessment_id, principal)
    return await performance_of(session, assessment, principal, clock=clock)


async def find_period(
    session: Session, assessment_id: UUID, principal: Principal, *, lock: bool = False
) -> Assessment:
    """Return an assessment whose period is closed by a leader.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: Its campaign assesses no month and no quarter.
    """
    assessment = await find_assessment(session, assessment_id, principal, lock=lock)
    period = parse_period(assessment.period)
    if period.kind not in PERIODS:
        raise of_no_period(assessment.campaign_code, period, pointer="assessment_id")
    return assessment


async def performance_of(
    session: Session, assessment: Assessment, principal: Principal, *, clock: Clock
) -> Performance:
    """Return the performance of an assessment that was found."""
    where = assessment.assessment_id
    newest = await accounts.newest(session, where)
    final = newest
    if newest.account.is_draft:
        final = await accounts.newest(session, where, with_drafts=False)
    writes = await sees_drafts(session, assessment, principal, clock=clock)
    situation = await _situation(session, assessment, final, newest, clock=clock)
    return Performance(
        assessment=assessment,
        shown=newest if writes else final,
        final=final,
        passages=tuple(await closings.passages(session, where)),
        missing=tuple(lacks(situation)),
    )


async def sees_drafts(
    session: Session, assessment: Assessment, principal: Principal, *, clock: Clock
) -> bool:
    """Say whether somebody writes the account, and so sees drafts of it."""
    if principal.roles.isdisjoint(WRITERS):
        return False
    own = AGENCIES.root_of(principal)
    return own == await answering_agency(session, assessment, clock=clock)


def of_no_period(campaign_code: str, period: Period, *, pointer: str) -> Unprocessable:
    """Return the refusal for a campaign whose period nobody closes."""
    told = Text("bukan bulan atau triwulan", "is no month or quarter")
    name = KIND_NAMES[period.kind]
    return Unprocessable(
        Text(
            f"Kegiatan {campaign_code} menilai {name.id} {period.code}; laporan kinerja hanya ada"
            " untuk bulan dan triwulan.",
            f"The campaign {campaign_code} assesses the {name.en} {period.code}; only months and"
            " quarters have an account of the work.",
        ),
        errors=[Refusal(pointer, told)],
    )


async def _situation(
    session: Session,
    assessment: Assessment,
    final: KeptAccount,
    newest: KeptAccount,
    *,
    clock: Clock,
) -> Situation:
    line = stages_of(await campaigns.kind_of(session, assessment.campaign_code))
    zone = await agencies.time_zone(session, assessment.agency_code)
    return Situation(
        period=parse_period(assessment.period),
        today=today_in(zone, clock.now()),
        stages=line,
        states=await stages.of_assessment(session, assessment, line),
        final=final,
        newest=newest,
        commented=await closings.commented(session, assessment.assessment_id),
        is_over=await why_over(session, assessment, clock=clock) is not None,
    )
