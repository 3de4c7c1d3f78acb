"""What an agency tells of its work in a month or quarter: activities, obstacles, a plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rules.exact import Number
from rules.period import Period
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.editions.domain.edition import Edition
from submission.editions.domain.naming import check_named

UNWRITTEN = 0
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An activity and how far it is, in percent; the indicator that it serves, if one."""

    name: str
    progress: Number
    note: str = ""
    indicator_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What stands in the way: of an indicator, or of the whole."""

    text: str
    indicator_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step of the corrective plan: what is done by when, by whom, and for which indicator."""

    action: str
    due_on: date
    responsible: str
    indicator_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is told of a period. A draft may lack anything, and is shown to who writes it only."""

    activities: tuple[Activity, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    plan: tuple[PlannedStep, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAccount:
    """A version of an account; `revision` counts them, drafts too. 0: nothing was written."""

    assessment_id: UUID
    account: Account = Account()
    revision: int = UNWRITTEN
    written: Act | None = None


def check_account(account: Account, edition: Edition, period: Period) -> Iterator[Refusal]:
    """Yield what is wrong with the account of a period."""
    if not account.activities and not account.is_draft:
        yield Refusal(
            "/activities",
            Text(
                "sebutkan sedikitnya satu kegiatan, atau simpan sebagai draf",
                "name one activity at least, or keep it as a draft",
            ),
        )
    for place, activity in enumerate(account.activities):
        if not 0 <= activity.progress <= _WHOLE:
            yield Refusal(
                f"/activities/{place}/progress", Text("harus 0 sampai 100", "must be 0 to 100")
            )
    for place, step in enumerate(account.plan):
        if step.due_on < period.first_day:
            early = Text(
                f"sebelum periode {period.code} ({period.first_day})",
                f"is before the period {period.code} ({period.first_day})",
            )
            yield Refusal(f"/plan/{place}/due_on", early)
    parts: Mapping[str, Sequence[Activity | Obstacle | PlannedStep]] = {
        "activities": account.activities,
        "obstacles": account.obstacles,
        "plan": account.plan,
    }
    for name, told in parts.items():
        for place, each in enumerate(told):
            codes = [] if each.indicator_code is None else [each.indicator_code]
            yield from check_named(codes, edition, pointer=f"/{name}/{place}/indicator_code")


def without_plan(account: Account) -> tuple[str, ...]:
    """Return the indicators with an obstacle for which the plan has no step; "" is the whole.

    A step for the whole answers every obstacle.
    """
    planned = {step.indicator_code for step in account.plan}
    if None in planned:
        return ()
    return tuple(
        dict.fromkeys(
            each.indicator_code or ""
            for each in account.obstacles
            if each.indicator_code not in planned
        )
    )
