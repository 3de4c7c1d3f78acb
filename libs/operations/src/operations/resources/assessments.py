"""Assessments, their answers, and the levels of their stages."""

from typing import Final

from operations.parties import ASSESSORS, RESPONDENTS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

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

ROWS: Final[tuple[Operation, ...]] = (
    _ASSESSMENTS.get("list_assessments", "", READERS),
    _ASSESSMENTS.get("read_assessment", "/{assessment_id}", READERS),
    _ANSWER.get("read_answer", "", READERS),
    _ANSWER.put("put_answer", "", RESPONDENTS),
    _ANSWER.delete("withdraw_answer", "", RESPONDENTS),
    _ANSWER.get("list_answer_history", "/history", READERS),
    _LEVELS.get("list_stage_levels", "", READERS),
    _LEVELS.put("put_stage_levels", "", _DECIDERS),
    _SHEET.get("read_levels_workbook", "", READERS),
    _SHEET.put("put_levels_workbook", "", _DECIDERS),
    _DRAFTS.get("list_drafts", "", _DECIDERS),
    _DRAFTS.get("read_draft", "/{indicator_code}", _DECIDERS),
    _DRAFTS.put("put_draft", "/{indicator_code}", _DECIDERS),
    _DRAFTS.delete("delete_draft", "/{indicator_code}", _DECIDERS),
    _LEVELS.get("read_stage_level", "/{indicator_code}", READERS),
    _LEVELS.put("put_stage_level", "/{indicator_code}", ASSESSORS),
    _LEVELS.delete("withdraw_stage_level", "/{indicator_code}", ASSESSORS),
)
