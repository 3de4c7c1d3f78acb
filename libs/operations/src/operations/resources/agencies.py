"""The tree of agencies."""

from typing import Final

from operations.parties import ADMINISTRATORS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_AGENCIES: Final = Resource(Service.SUBMISSION, "/api/v1/agencies")

ROWS: Final[tuple[Operation, ...]] = (
    _AGENCIES.get("list_agencies", "", READERS),
    _AGENCIES.get("read_agency", "/{agency_code}", READERS),
    _AGENCIES.put("put_agency", "/{agency_code}", ADMINISTRATORS),
)
