"""Who may change campaigns; besides, a token reaches only the subtree of its agency."""

from typing import Annotated

from kit.auth import Principal, require

Coordinator = Annotated[Principal, require("coordinator")]
