"""Who may change campaigns. Everybody is bound to the subtree of their agency besides."""

from typing import Annotated

from kit.auth import Principal, require

Coordinator = Annotated[Principal, require("coordinator")]
