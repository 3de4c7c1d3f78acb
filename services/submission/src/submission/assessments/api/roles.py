"""Who may decide levels, within the subtree of the token's agency."""

from typing import Annotated

from kit.auth import Principal, require

Assessor = Annotated[Principal, require("internal_assessor", "external_assessor")]
Respondent = Annotated[Principal, require("coordinator", "data_entry", "agency_officer")]
