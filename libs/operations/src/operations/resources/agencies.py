"""The tree of agencies."""

from typing import Final

from operations.parties import ADMINISTRATORS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_AGENCIES: Final = Resource(Service.SUBMISSION, "/api/v1/agencies")

ROWS: Final[tuple[Operation, ...]] = (
    _AGENCIES.get("list_agencies", "", READERS),
    _AGENCIES.get("read_agencies_csv", ".csv", READERS),
    _AGENCIES.get("read_agencies_xlsx", ".xlsx", READERS),
    _AGENCIES.post("import_agencies", "/imports", ADMINISTRATORS),
    _AGENCIES.get("read_agency", "/{agency_code}", READERS),
    _AGENCIES.put("put_agency", "/{agency_code}", ADMINISTRATORS),
    _AGENCIES.get("read_agency_history", "/{agency_code}/history", READERS),
    _AGENCIES.post("rename_agency", "/{agency_code}/renaming", ADMINISTRATORS),
    _AGENCIES.post("move_agency", "/{agency_code}/move", ADMINISTRATORS),
    _AGENCIES.post("merge_agencies", "/{agency_code}/merger", ADMINISTRATORS),
    _AGENCIES.post("split_agency", "/{agency_code}/split", ADMINISTRATORS),
    _AGENCIES.post("close_agency", "/{agency_code}/closure", ADMINISTRATORS),
    _AGENCIES.post("withdraw_reorganisation", "/{agency_code}/withdrawal", ADMINISTRATORS),
    _AGENCIES.get("list_offers", "/{agency_code}/offers", READERS),
    _AGENCIES.post("make_offer", "/{agency_code}/offers", ADMINISTRATORS),
    _AGENCIES.get("read_offer", "/{agency_code}/offers/{offer_id}", READERS),
    _AGENCIES.post("accept_offer", "/{agency_code}/offers/{offer_id}/acceptance", ADMINISTRATORS),
    _AGENCIES.post("refuse_offer", "/{agency_code}/offers/{offer_id}/refusal", ADMINISTRATORS),
    _AGENCIES.post("withdraw_offer", "/{agency_code}/offers/{offer_id}/withdrawal", ADMINISTRATORS),
)
