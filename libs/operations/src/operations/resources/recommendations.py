"""Reports from outside, recommendations, and what agencies do about them."""

from typing import Final

from operations.parties import COORDINATOR, REVIEWERS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_REPORTS: Final = Resource(Service.SUBMISSION, "/api/v1/reports")
_RECOMMENDATIONS: Final = Resource(Service.SUBMISSION, "/api/v1/recommendations")
_FINDINGS: Final = Resource(
    Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/stages/{stage}/findings"
)
_FOLLOWUPS: Final = Resource(
    Service.SUBMISSION, "/api/v1/recommendations/{recommendation_id}/followups"
)
# Who enters what came from outside, and verifies what was done.
_ISSUERS: Final = COORDINATOR | {"inspectorate"}
# External assessors recommend about their own stage, as the service checks.
_RECOMMENDERS: Final = _ISSUERS | REVIEWERS
# Of the agency that carries a recommendation out.
_SENDERS: Final = COORDINATOR | {"agency_officer"}

ROWS: Final[tuple[Operation, ...]] = (
    _REPORTS.get("list_reports", "", READERS),
    _REPORTS.post("enter_report", "", _ISSUERS),
    _REPORTS.get("read_report", "/{report_id}", READERS),
    _REPORTS.put("put_report", "/{report_id}", _ISSUERS),
    _REPORTS.post("import_reports", "/imports", _ISSUERS),
    _FINDINGS.get("list_findings", "", READERS),
    _FINDINGS.get("read_finding", "/{aspect_code}", READERS),
    _FINDINGS.put("put_finding", "/{aspect_code}", REVIEWERS),
    _RECOMMENDATIONS.get("list_recommendations", "", READERS),
    _RECOMMENDATIONS.get("read_recommendations_csv", ".csv", READERS),
    _RECOMMENDATIONS.get("read_recommendations_xlsx", ".xlsx", READERS),
    _RECOMMENDATIONS.get("list_overdue", "/overdue", READERS),
    _RECOMMENDATIONS.post("make_recommendation", "", _RECOMMENDERS),
    _RECOMMENDATIONS.get("read_recommendation", "/{recommendation_id}", READERS),
    _RECOMMENDATIONS.get("read_recommendation_history", "/{recommendation_id}/history", READERS),
    _RECOMMENDATIONS.put("put_recommendation", "/{recommendation_id}", _RECOMMENDERS),
    _RECOMMENDATIONS.put("put_recommendation_owner", "/{recommendation_id}/owner", _ISSUERS),
    _RECOMMENDATIONS.post("withdraw_recommendation", "/{recommendation_id}/withdrawal", _ISSUERS),
    _FOLLOWUPS.get("list_followups", "", READERS),
    _FOLLOWUPS.post("send_followup", "", _SENDERS),
    _FOLLOWUPS.get("read_followup", "/{followup_id}", READERS),
    _FOLLOWUPS.post("verify_followup", "/{followup_id}/verification", _ISSUERS),
    _FOLLOWUPS.post("return_followup", "/{followup_id}/return", _ISSUERS),
    _FOLLOWUPS.post("withdraw_followup", "/{followup_id}/withdrawal", _SENDERS),
)
