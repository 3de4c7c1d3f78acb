"""Scores, their reasons, and what other levels would make of them."""

from typing import Final

from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_SCORES: Final = Resource(Service.SCORING, "/api/v1/scores")
_SCORE: Final = Resource(Service.SCORING, "/api/v1/scores/{assessment_id}")
_RANKINGS: Final = Resource(Service.SCORING, "/api/v1/rankings")

ROWS: Final[tuple[Operation, ...]] = (
    _SCORES.get("list_scores", "", READERS),
    _SCORES.get("trace_record", "/lineage/forwards", READERS),
    _SCORES.get("read_series", "/series/{agency_code}", READERS),
    _RANKINGS.get("read_ranking", "/{campaign_code}", READERS),
    _SCORE.get("read_score", "", READERS),
    _SCORE.get("list_score_changes", "/history", READERS),
    _SCORE.get("list_contradictions", "/contradictions", READERS),
    _SCORE.get("read_lineage", "/lineage", READERS),
    _SCORE.get("read_explanation", "/explanation", READERS),
    _SCORE.get("read_year_on_year", "/year-on-year", READERS),
    _SCORE.get("read_path", "/path", READERS),
    _SCORE.post("plan_path", "/path", READERS, kind="trial"),
    _SCORE.post("try_levels", "/what-if", READERS, kind="trial"),
)
