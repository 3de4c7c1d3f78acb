"""Where plan, budget and accountability disagree, and how much of the money is joined."""

from typing import Final

from operations.parties import COORDINATOR
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_RECONCILIATIONS: Final = Resource(Service.INTEGRATION, "/api/v1/reconciliations")
# An officer of the agency that it concerns, or the coordinator above it.
_EXPLAINERS: Final = COORDINATOR | {"agency_officer"}

ROWS: Final[tuple[Operation, ...]] = (
    _RECONCILIATIONS.get("list_reconciliations", "", READERS),
    _RECONCILIATIONS.get("read_reconciliations_xlsx", ".xlsx", READERS),
    _RECONCILIATIONS.get("list_joinings", "/agencies", READERS),
    _RECONCILIATIONS.get("read_reconciliation", "/{finding_id}", READERS),
    _RECONCILIATIONS.put("explain_reconciliation", "/{finding_id}/explanation", _EXPLAINERS),
)
