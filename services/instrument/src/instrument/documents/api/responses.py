"""The OpenAPI descriptions of refusals that many operations share."""

from typing import Any

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
# Of operations that need a document without defects.
SOUND: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    422: {"description": "It is a draft with defects; all are named"},
}
PUBLICATION: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    409: {"description": "It is published and never changes, or is not what was asked for"},
    422: {"description": "The document has defects; every place is named"},
}
CHANGE: dict[int | str, dict[str, Any]] = {
    **PUBLICATION,
    412: {"description": "It was changed since it was read; shows both versions"},
    428: {"description": "If-Match is required"},
}
