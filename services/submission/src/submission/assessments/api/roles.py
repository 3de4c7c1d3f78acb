"""Who may decide levels; besides, a token reaches only the subtree of its agency."""

from typing import Annotated

from kit.auth import Principal, require

Assessor = Annotated[Principal, require("internal_assessor", "external_assessor")]
Respondent = Annotated[Principal, require("coordinator", "data_entry", "agency_officer")]
