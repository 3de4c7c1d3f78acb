"""The OpenAPI descriptions of answers that the operations of all wings share."""

from typing import Any

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
CHANGE: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    412: {"description": "It was changed since it was read; shows both versions"},
    422: {"description": "It breaks a rule; every field is named"},
    428: {"description": "If-Match is required"},
}
# What people decide is refused where its stage, its campaign or its assessment takes it no more.
DECISION: dict[int | str, dict[str, Any]] = {
    **CHANGE,
    409: {"description": "It takes no decision now; says what is missing, and who can do it"},
}
WITHDRAWAL: dict[int | str, dict[str, Any]] = {
    **CHANGE,
    409: {"description": "It takes none now, or nothing was decided that could be withdrawn"},
}
