"""Campaigns, and the jobs that follow when one chooses another derivation set."""

from typing import Final

from operations.parties import APPROVER, ASSESSORS, CLOSERS, COORDINATOR, PUBLISHERS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_CAMPAIGNS: Final = Resource(Service.SUBMISSION, "/api/v1/campaigns")
_ASSIGNMENTS: Final = Resource(Service.SUBMISSION, "/api/v1/campaigns/{campaign_code}/assignments")
_DISAGREEMENT: Final = Resource(
    Service.SUBMISSION, "/api/v1/campaigns/{campaign_code}/disagreement"
)
_CONSEQUENCES: Final = Resource(
    Service.SUBMISSION, "/api/v1/campaigns/{campaign_code}/consequences"
)
_RULES: Final = Resource(Service.SUBMISSION, "/api/v1/consequence-rules")
_CALENDARS: Final = Resource(Service.SUBMISSION, "/api/v1/calendars")
_REDERIVATIONS: Final = Resource(Service.SCORING, "/api/v1/rederivations")
# They see what is due to the agencies within reach.
_SUPERVISORS: Final = COORDINATOR | CLOSERS | {"inspectorate"}

ROWS: Final[tuple[Operation, ...]] = (
    _CAMPAIGNS.get("list_campaigns", "", READERS),
    _CAMPAIGNS.post("open_campaign", "", COORDINATOR),
    _CAMPAIGNS.get("read_campaign", "/{campaign_code}", READERS),
    _CAMPAIGNS.put("change_campaign", "/{campaign_code}", COORDINATOR, kind="job"),
    _CAMPAIGNS.post("begin_campaign", "/{campaign_code}/opening", COORDINATOR),
    _CAMPAIGNS.post("close_campaign", "/{campaign_code}/closing", COORDINATOR),
    _CAMPAIGNS.post("reopen_campaign", "/{campaign_code}/reopening", APPROVER),
    _CAMPAIGNS.get("list_campaign_steps", "/{campaign_code}/steps", READERS),
    _CAMPAIGNS.put("put_campaign_stage", "/{campaign_code}/stages/{stage}", COORDINATOR),
    _CAMPAIGNS.get("read_campaign_visits", "/{campaign_code}/visits", READERS),
    _CAMPAIGNS.put("put_campaign_visits", "/{campaign_code}/visits", COORDINATOR),
    _CAMPAIGNS.get("read_team", "/{campaign_code}/team", READERS),
    _CAMPAIGNS.get("read_team_member", "/{campaign_code}/team/{subject}", READERS),
    _CAMPAIGNS.put("put_team_member", "/{campaign_code}/team/{subject}", COORDINATOR),
    _CAMPAIGNS.delete("remove_team_member", "/{campaign_code}/team/{subject}", COORDINATOR),
    _CAMPAIGNS.get("list_announcements", "/{campaign_code}/announcements", READERS),
    _CAMPAIGNS.post("announce", "/{campaign_code}/announcements", COORDINATOR),
    _ASSIGNMENTS.get("list_assignments", "", READERS),
    _ASSIGNMENTS.get("read_assignment", "/{assignment_id}", READERS),
    _ASSIGNMENTS.put("put_assignment", "/{assignment_id}", COORDINATOR),
    _ASSIGNMENTS.delete("remove_assignment", "/{assignment_id}", COORDINATOR),
    _CAMPAIGNS.get("list_conflicts", "/{campaign_code}/conflicts", READERS),
    _CAMPAIGNS.post("declare_conflict", "/{campaign_code}/conflicts", ASSESSORS | COORDINATOR),
    _CAMPAIGNS.get("read_progress", "/{campaign_code}/progress", READERS),
    _CAMPAIGNS.get("list_not_improving", "/{campaign_code}/not-improving", READERS),
    _CAMPAIGNS.get("list_reminders", "/{campaign_code}/reminders", READERS),
    _DISAGREEMENT.get("read_disagreement", "", COORDINATOR),
    _DISAGREEMENT.get("list_disagreement_of_agencies", "/agencies", COORDINATOR),
    _DISAGREEMENT.get("list_disagreement_of_indicators", "/indicators", COORDINATOR),
    _DISAGREEMENT.get("list_disagreeing_levels", "/levels", COORDINATOR),
    _DISAGREEMENT.get("list_assessor_bias", "/assessors", COORDINATOR),
    _DISAGREEMENT.get("read_disagreement_csv", ".csv", COORDINATOR),
    _DISAGREEMENT.get("read_disagreement_xlsx", ".xlsx", COORDINATOR),
    _CAMPAIGNS.get("list_performance", "/{campaign_code}/performance", READERS),
    _CONSEQUENCES.get("list_consequences", "", _SUPERVISORS),
    _CONSEQUENCES.get("read_consequences_csv", ".csv", _SUPERVISORS),
    _CONSEQUENCES.get("read_consequences_xlsx", ".xlsx", _SUPERVISORS),
    _CONSEQUENCES.get("list_acknowledgements", "/acknowledgements", _SUPERVISORS),
    _CONSEQUENCES.post(
        "acknowledge_consequence", "/{agency_code}/{rule_code}/acknowledgement", CLOSERS
    ),
    _RULES.get("list_consequence_rules", "", READERS),
    _RULES.get("read_standard_consequence_rules", "/standard", READERS, scope="everyone"),
    _RULES.get("read_consequence_rules", "/{agency_code}/versions/{version}", READERS),
    _RULES.put("publish_consequence_rules", "/{agency_code}/versions/{version}", PUBLISHERS),
    _CALENDARS.get("list_calendars", "", READERS),
    _CALENDARS.get("read_calendar", "/{calendar_code}", READERS),
    _CALENDARS.put("put_calendar", "/{calendar_code}", COORDINATOR),
    _CALENDARS.delete("remove_calendar", "/{calendar_code}", COORDINATOR),
    _REDERIVATIONS.get("list_rederivations", "", READERS),
    _REDERIVATIONS.get("read_rederivation", "/{rederivation_id}", READERS),
)
