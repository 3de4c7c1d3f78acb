"""The answer to a change that does not start from the present state, for the APIs of all wings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kit.web import require_match
from rules.revision import OutdatedChange


@contextmanager
def answering_outdated(
    if_match: str | None, show: Callable[[Any], tuple[str, Any]]
) -> Iterator[None]:
    """Answer a change that does not start from the present state.

    `show` gives the ETag and the body of that state.

    Raises:
        PreconditionRequired, PreconditionFailed: See `require_match`.
    """
    try:
        yield
    except OutdatedChange as outdated:
        current_etag, current_body = show(outdated.present)
        require_match(if_match, current_etag, current_body)
        raise
