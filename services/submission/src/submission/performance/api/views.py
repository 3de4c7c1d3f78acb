"""How the performance of a period is shown."""

from typing import Any

from rules.exact import parse, text_of
from rules.lives import ToldLife
from submission.agencies.api.schemas import AgencyLifeView
from submission.performance.api import schemas
from submission.performance.domain.account import (
    Account,
    Activity,
    KeptAccount,
    Obstacle,
    PlannedStep,
)
from submission.performance.domain.closing import Comment
from submission.performance.store.overview import PeriodRow
from submission.performance.usecases.find import Performance


def account_in(body: schemas.AccountInput) -> Account:
    """Return the account that a body tells."""
    return Account(
        activities=tuple(
            Activity(**each.model_dump() | {"progress": parse(each.progress)})
            for each in body.activities
        ),
        obstacles=tuple(Obstacle(**each.model_dump()) for each in body.obstacles),
        plan=tuple(PlannedStep(**each.model_dump()) for each in body.plan),
        is_draft=body.is_draft,
    )


def account_view(kept: KeptAccount) -> schemas.AccountView:
    """Return a version of an account as it is shown."""
    return schemas.AccountView.model_validate(_account(kept))


def performance_view(found: Performance) -> schemas.PerformanceView:
    """Return the performance of a period as it is shown."""
    return schemas.PerformanceView.model_validate(
        _account(found.shown)
        | {
            "period": found.assessment.period,
            "state": found.state,
            "final_revision": found.final.revision,
            "missing": [
                {
                    "requirement": lack.requirement,
                    "text": {"id": lack.text.id, "en": lack.text.en},
                    "roles": list(lack.roles),
                    "indicator_codes": list(lack.indicator_codes),
                }
                for lack in (() if found.state == "closed" else found.missing)
            ],
            "passages": [
                {
                    "step": each.step,
                    "revision": each.revision,
                    "reason": each.reason,
                    "role": each.role,
                    "done_by": each.done_by,
                    "done_at": each.done_at,
                }
                for each in found.passages
            ],
        }
    )


def comment_view(comment: Comment) -> schemas.CommentView:
    """Return a comment as it is shown."""
    return schemas.CommentView(
        comment_id=comment.comment_id,
        assessment_id=comment.assessment_id,
        revision=comment.revision,
        text=comment.text,
        indicator_code=comment.indicator_code,
        role=comment.role,
        said_by=comment.said_by,
        said_at=comment.said_at,
    )


def period_view(row: PeriodRow, life: ToldLife | None) -> schemas.PeriodView:
    """Return where the period of an agency stands, as it is shown."""
    return schemas.PeriodView(**row._asdict(), agency_life=AgencyLifeView.told(life))


def _account(kept: KeptAccount) -> dict[str, Any]:
    account, written = kept.account, kept.written
    return {
        "assessment_id": kept.assessment_id,
        "revision": kept.revision,
        "is_draft": account.is_draft,
        "activities": [
            {
                "name": each.name,
                "progress": text_of(each.progress),
                "note": each.note,
                "indicator_code": each.indicator_code,
            }
            for each in account.activities
        ],
        "obstacles": [
            {"text": each.text, "indicator_code": each.indicator_code} for each in account.obstacles
        ],
        "plan": [
            {
                "action": each.action,
                "due_on": each.due_on,
                "responsible": each.responsible,
                "indicator_code": each.indicator_code,
            }
            for each in account.plan
        ],
        "written_by": None if written is None else written.by,
        "written_at": None if written is None else written.at,
    }
