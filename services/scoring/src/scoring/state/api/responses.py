"""The OpenAPI descriptions of answers that the operations of all wings share."""

from typing import Any

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
# Of operations that take `as_of`.
PAST = NOT_FOUND | {
    409: {
        "description": "`as_of` is too recent: something may still be recorded before that moment"
    }
}
