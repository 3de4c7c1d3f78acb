"""Who may read scores. Everybody is bound to the subtree of their agency besides."""

from typing import Annotated, Any

from kit.auth import Principal, require
from rules.roles import READERS

Reader = Annotated[Principal, require(*sorted(READERS))]
# What is published is for everybody.
ResultReader = Annotated[Principal, require(*sorted(READERS), "public")]
TargetSetter = Annotated[Principal, require("coordinator", "leader")]
Publisher = Annotated[Principal, require("coordinator", "approver")]
Auditor = Annotated[
    Principal, require("coordinator", "approver", "leader", "inspectorate", "operator")
]

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
# Of operations that take `as_of`.
PAST = NOT_FOUND | {409: {"description": "The moment `as_of` is not settled yet"}}
