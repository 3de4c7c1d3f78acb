"""Who may do what in this service."""

from typing import Annotated

from kit.auth import Principal, require
from rules.roles import READERS

Operator = Annotated[Principal, require("operator")]
Overseer = Annotated[Principal, require("operator", "coordinator", "leader", "inspectorate")]
Staff = Annotated[Principal, require(*sorted(READERS))]
