"""Who may read scores. Everybody is bound to the subtree of their agency besides."""

from typing import Annotated, Any

from kit.auth import Principal, require

Reader = Annotated[
    Principal,
    require(
        "coordinator",
        "leader",
        "internal_assessor",
        "external_assessor",
        "agency_officer",
        "inspectorate",
        "operator",
        "approver",
        "data_entry",
    ),
]

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
