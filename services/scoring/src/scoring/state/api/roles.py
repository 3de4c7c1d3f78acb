"""Who may read scores. Everybody is bound to the subtree of their agency besides."""

from typing import Annotated, Any

from kit.auth import Principal, require

_READERS = (
    "coordinator",
    "leader",
    "internal_assessor",
    "external_assessor",
    "agency_officer",
    "inspectorate",
    "operator",
    "approver",
    "data_entry",
)
Reader = Annotated[Principal, require(*_READERS)]
# What is published is for everybody.
ResultReader = Annotated[Principal, require(*_READERS, "public")]
TargetSetter = Annotated[Principal, require("coordinator", "leader")]
Publisher = Annotated[Principal, require("coordinator", "approver")]
Auditor = Annotated[
    Principal, require("coordinator", "approver", "leader", "inspectorate", "operator")
]

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
