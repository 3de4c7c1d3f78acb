"""When the leader can close a period, and what is missing for it with the roles that can do it.

open -> closed       by a leader of an agency above
closed -> open       by another one, with a reason
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from rules.period import Period, PeriodKind
from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, either, roles_of
from submission.campaigns.domain.stage_state import StageNow, StageState
from submission.campaigns.domain.stages import Stage
from submission.performance.domain.account import KeptAccount, without_plan

PeriodStep = Literal["closed", "reopened"]
ClosingState = Literal["unwritten", "written", "closed"]

# The periods that are closed; a year ends with the publication of its result.
PERIODS: Final[tuple[PeriodKind, ...]] = ("month", "quarter")
WRITERS: Final = ("agency_officer", "coordinator")
LEADERS: Final = ("approver", "leader")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a leader says of an account, as it was in this revision."""

    comment_id: UUID
    assessment_id: UUID
    revision: int
    text: str
    indicator_code: str | None
    role: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A closing of a period or its reopening; `revision`: the account that it was about."""

    number: int
    step: PeriodStep
    revision: int
    reason: str
    role: str
    done_by: str
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that the closing asks about.

    `final`: the newest account that is no draft; `newest`: also a draft. `commented`: the revisions
    that leaders spoke of. `is_over`: the campaign takes nothing any more.
    """

    period: Period
    today: date
    stages: Sequence[Stage]
    states: Sequence[StageState] | Sequence[StageNow]
    final: KeptAccount
    newest: KeptAccount
    commented: frozenset[int]
    is_over: bool


def lacks(situation: Situation) -> list[Lack]:
    """Return everything that is missing for closing."""
    return [lack for requirement in _REQUIREMENTS for lack in requirement(situation)]


def state_of(final: KeptAccount, passages: Sequence[Passage]) -> ClosingState:
    """Return where a period stands; `passages`: oldest first."""
    if passages and passages[-1].step == "closed":
        return "closed"
    return "written" if final.revision else "unwritten"


def _period_ended(situation: Situation) -> Iterator[Lack]:
    """The period is over by the local date of the agency."""
    period = situation.period
    if period.state_on(situation.today) != "ended":
        yield Lack(
            requirement="period_ended",
            text=Text(
                f"periode {period.code} berakhir pada {period.last_day}",
                f"the period {period.code} ends on {period.last_day}",
            ),
        )


def _answers_closed(situation: Situation) -> Iterator[Lack]:
    """Every stage has ended, or the campaign: no level changes any more."""
    for state in () if situation.is_over else situation.states:
        if state.state not in ("closed", "skipped"):
            roles = roles_of(situation.stages[state.position], "closing")
            yield Lack(
                requirement="stages_closed",
                text=Text(
                    f"tahap {state.stage} belum ditutup; ditutup oleh peran {either(roles).id},"
                    " atau bersama seluruh kegiatannya oleh peran coordinator",
                    f"the stage {state.stage} is not closed; the role {either(roles).en} closes it,"
                    " or the role coordinator closes the whole campaign",
                ),
                roles=tuple(dict.fromkeys((*roles, "coordinator"))),
            )


def _account_written(situation: Situation) -> Iterator[Lack]:
    """The agency has told of its work, and no draft waits."""
    roles = either(WRITERS)
    if not situation.final.revision:
        yield Lack(
            requirement="account_written",
            text=Text(
                f"laporan kinerja belum ditulis; ditulis oleh peran {roles.id} dari instansi yang"
                " dinilai",
                f"the account of the work is not written; the role {roles.en} of the assessed"
                " agency writes it",
            ),
            roles=WRITERS,
        )
    elif situation.newest.account.is_draft:
        yield Lack(
            requirement="no_draft",
            text=Text(
                f"draf laporan kinerja belum selesai; diselesaikan oleh peran {roles.id} dari"
                " instansi yang dinilai",
                f"a draft of the account is not finished; the role {roles.en} of the assessed"
                " agency finishes it",
            ),
            roles=WRITERS,
        )


def _plan_written(situation: Situation) -> Iterator[Lack]:
    """Every obstacle has a step of the corrective plan."""
    missing = without_plan(situation.final.account)
    if missing:
        codes = tuple(code for code in missing if code)
        named = [code or None for code in missing]
        id_ = ", ".join(code or "keseluruhan" for code in named)
        en = ", ".join(code or "the whole" for code in named)
        yield Lack(
            requirement="plan_written",
            text=Text(
                f"hambatan tanpa rencana perbaikan: {id_}; dilengkapi oleh peran"
                f" {either(WRITERS).id} dari instansi yang dinilai",
                f"obstacles without a corrective plan: {en}; the role {either(WRITERS).en} of the"
                " assessed agency completes it",
            ),
            roles=WRITERS,
            indicator_codes=codes,
        )


def _commented(situation: Situation) -> Iterator[Lack]:
    """A leader has said something of the account as it is."""
    final = situation.final
    if final.revision and final.revision not in situation.commented:
        yield Lack(
            requirement="account_commented",
            text=Text(
                f"laporan kinerja (revisi {final.revision}) belum ditanggapi; ditanggapi oleh peran"
                f" {either(LEADERS).id} dari instansi di atasnya",
                f"nobody commented on the account (revision {final.revision}); the role"
                f" {either(LEADERS).en} of an agency above does",
            ),
            roles=LEADERS,
        )


_REQUIREMENTS: Final[tuple[Callable[[Situation], Iterator[Lack]], ...]] = (
    _period_ended,
    _answers_closed,
    _account_written,
    _plan_written,
    _commented,
)
