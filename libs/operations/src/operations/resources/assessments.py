"""Assessments, their answers, the levels and the steps of their stages, and disputes."""

from dataclasses import replace
from typing import Final

from operations.parties import (
    APPROVER,
    ASSESSORS,
    CLOSERS,
    COORDINATOR,
    LATER_ASSESSORS,
    PUBLISHERS,
    RESPONDENTS,
    REVIEWERS,
)
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS
from rules.stage_roles import AT_STAGE, StageAct

_ASSESSMENTS: Final = Resource(Service.SUBMISSION, "/api/v1/assessments")
_ANSWER: Final = Resource(
    Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/answers/{indicator_code}"
)
_LEVELS: Final = Resource(
    Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/stages/{stage}/levels"
)
_SHEET: Final = Resource(
    Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/stages/{stage}/levels.xlsx"
)
_DRAFTS: Final = Resource(
    Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/stages/{stage}/drafts"
)
# At the first stage respondents answer as well; which stage is whose, the campaign's kind says.
_DECIDERS: Final = RESPONDENTS | ASSESSORS
_STAGES: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/stages")
_DISPUTES: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/disputes")
_MINUTES: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/minutes")
_APPROVALS: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/approvals")
_CONSENT: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/consent")
_PERFORMANCE: Final = Resource(
    Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/performance"
)
# Each at the stages of a campaign's kind that are theirs.
_STEPPERS: Final = ASSESSORS | COORDINATOR
_CONTESTANTS: Final = COORDINATOR | {"agency_officer"}
# Of the assessed agency, or who decides at the stage.
_SIGNERS: Final = _CONTESTANTS | ASSESSORS

# Who works at a stage: respondents answer, and the role of the stage decides.
_WORK: Final[tuple[StageAct, ...]] = ("answers", "levels")


def _by_stage(row: Operation, *acts: StageAct) -> Operation:
    """Return a row with the roles that do one of these things at each stage."""
    at_stage = {
        stage: frozenset(role for act in acts for role in told.roles_of(act))
        for stage, told in AT_STAGE.items()
    }
    return replace(row, at_stage=at_stage)


ROWS: Final[tuple[Operation, ...]] = (
    _ASSESSMENTS.get("list_assessments", "", READERS),
    _ASSESSMENTS.get("read_assessment", "/{assessment_id}", READERS),
    _ANSWER.get("read_answer", "", READERS),
    _ANSWER.put("put_answer", "", RESPONDENTS),
    _ANSWER.delete("withdraw_answer", "", RESPONDENTS),
    _ANSWER.get("list_answer_history", "/history", READERS),
    _LEVELS.get("list_stage_levels", "", READERS),
    _by_stage(_LEVELS.put("put_stage_levels", "", _DECIDERS), *_WORK),
    _SHEET.get("read_levels_workbook", "", READERS),
    _by_stage(_SHEET.put("put_levels_workbook", "", _DECIDERS), *_WORK),
    _by_stage(_DRAFTS.get("list_drafts", "", _DECIDERS), *_WORK),
    _by_stage(_DRAFTS.get("read_draft", "/{indicator_code}", _DECIDERS), *_WORK),
    _by_stage(_DRAFTS.put("put_draft", "/{indicator_code}", _DECIDERS), *_WORK),
    _by_stage(_DRAFTS.delete("delete_draft", "/{indicator_code}", _DECIDERS), *_WORK),
    _LEVELS.get("read_stage_level", "/{indicator_code}", READERS),
    _by_stage(_LEVELS.put("put_stage_level", "/{indicator_code}", _DECIDERS), *_WORK),
    _by_stage(_LEVELS.delete("withdraw_stage_level", "/{indicator_code}", _DECIDERS), *_WORK),
    _ASSESSMENTS.get("list_assessment_indicators", "/{assessment_id}/indicators", READERS),
    _STAGES.get("list_stages", "", READERS),
    _STAGES.get("read_stage", "/{stage}", READERS),
    _by_stage(_STAGES.post("submit_stage", "/{stage}/submission", _STEPPERS), "submission"),
    _by_stage(_STAGES.post("return_indicators", "/{stage}/returns", _STEPPERS), "returns"),
    _by_stage(_STAGES.post("close_stage", "/{stage}/closing", _STEPPERS), "closing"),
    _by_stage(_STAGES.post("skip_stage", "/{stage}/skipping", _STEPPERS), "skipping"),
    _MINUTES.get("list_minutes", "", READERS),
    _MINUTES.post("add_minutes", "", _SIGNERS),
    _MINUTES.get("read_minutes", "/{minutes_id}", READERS),
    _MINUTES.put("put_minutes", "/{minutes_id}", _SIGNERS),
    _MINUTES.post("sign_minutes", "/{minutes_id}/signatures", _SIGNERS),
    _ASSESSMENTS.get("read_verdict", "/{assessment_id}/verdict", READERS),
    _ASSESSMENTS.put("put_verdict", "/{assessment_id}/verdict", REVIEWERS),
    _STAGES.get("read_stage_state", "/{stage}/state", READERS),
    _APPROVALS.get("list_approvals", "", READERS),
    _APPROVALS.post("approve_state", "", APPROVER),
    _CONSENT.get("read_consent", "", READERS),
    _CONSENT.post("give_consent", "", COORDINATOR),
    _ASSESSMENTS.post("publish_assessment", "/{assessment_id}/publish", PUBLISHERS),
    _ASSESSMENTS.get("list_publications", "/{assessment_id}/publications", READERS),
    _ASSESSMENTS.get("read_publication", "/{assessment_id}/publications/{publication_id}", READERS),
    _DISPUTES.get("list_disputes", "", READERS),
    _DISPUTES.post("raise_dispute", "", _CONTESTANTS),
    _DISPUTES.get("read_dispute", "/{dispute_id}", READERS),
    _DISPUTES.post("accept_dispute", "/{dispute_id}/acceptance", LATER_ASSESSORS),
    _DISPUTES.post("reject_dispute", "/{dispute_id}/rejection", LATER_ASSESSORS),
    _PERFORMANCE.get("read_performance", "", READERS),
    _PERFORMANCE.put("put_performance", "", _CONTESTANTS),
    _PERFORMANCE.get("list_performance_history", "/history", READERS),
    _PERFORMANCE.get("list_performance_comments", "/comments", READERS),
    _PERFORMANCE.post("comment_on_performance", "/comments", CLOSERS),
    _PERFORMANCE.post("close_period", "/closing", CLOSERS),
    _PERFORMANCE.post("reopen_period", "/reopening", CLOSERS),
)
