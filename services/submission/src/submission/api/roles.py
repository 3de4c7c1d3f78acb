"""Who may do what here. Everybody is bound to the subtree of their agency besides."""

from typing import Annotated, Any

from kit.auth import ROLES, Principal, require

Reader = Annotated[Principal, require(*sorted(ROLES - {"source", "public"}))]
Administrator = Annotated[Principal, require("coordinator", "operator")]
Coordinator = Annotated[Principal, require("coordinator")]
Assessor = Annotated[Principal, require("internal_assessor", "external_assessor")]
Respondent = Annotated[Principal, require("coordinator", "data_entry", "agency_officer")]

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
CHANGE: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    412: {"description": "It was changed since it was read; shows both versions"},
    422: {"description": "It breaks a rule; every field is named"},
    428: {"description": "If-Match is required"},
}
