"""Who may change campaigns, within the subtree of the token's agency."""

from typing import Annotated

from kit.auth import Principal, require

Coordinator = Annotated[Principal, require("coordinator")]
