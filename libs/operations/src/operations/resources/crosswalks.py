"""Crosswalks between editions."""

from typing import Final

from operations.parties import ADMINISTRATORS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_CROSSWALKS: Final = Resource(Service.INSTRUMENT, "/api/v1/crosswalks")

ROWS: Final[tuple[Operation, ...]] = (
    _CROSSWALKS.get("list_crosswalks", "", READERS, "everyone"),
    _CROSSWALKS.post("create_crosswalk", "", ADMINISTRATORS, "owner"),
    _CROSSWALKS.post("preview_crosswalk", "/preview", ADMINISTRATORS, "owner", kind="trial"),
    _CROSSWALKS.get("read_crosswalk", "/{crosswalk_code}", READERS, "everyone"),
    _CROSSWALKS.post(
        "apply_crosswalk", "/{crosswalk_code}/apply", READERS, "everyone", kind="trial"
    ),
)
