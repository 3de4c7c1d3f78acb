"""Targets of agencies."""

from typing import Final

from operations.parties import LEADERS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_TARGETS: Final = Resource(Service.SCORING, "/api/v1/targets")
_TARGET: Final = Resource(
    Service.SCORING, "/api/v1/targets/{agency_code}/{instrument_code}/{year}/{node_code}"
)

ROWS: Final[tuple[Operation, ...]] = (
    _TARGETS.get("list_targets", "", READERS),
    _TARGET.get("read_target", "", READERS),
    _TARGET.put("set_target", "", LEADERS),
    _TARGET.delete("withdraw_target", "", LEADERS),
)
