"""Campaigns, and the jobs that follow when one chooses another derivation set."""

from typing import Final

from operations.parties import COORDINATOR
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_CAMPAIGNS: Final = Resource(Service.SUBMISSION, "/api/v1/campaigns")
_REDERIVATIONS: Final = Resource(Service.SCORING, "/api/v1/rederivations")

ROWS: Final[tuple[Operation, ...]] = (
    _CAMPAIGNS.get("list_campaigns", "", READERS),
    _CAMPAIGNS.post("open_campaign", "", COORDINATOR),
    _CAMPAIGNS.get("read_campaign", "/{campaign_code}", READERS),
    _CAMPAIGNS.put("change_campaign", "/{campaign_code}", COORDINATOR, kind="job"),
    _REDERIVATIONS.get("list_rederivations", "", READERS),
    _REDERIVATIONS.get("read_rederivation", "/{rederivation_id}", READERS),
)
