"""The answers to a change that starts from another state than the present one, for all wings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kit.errors import PreconditionFailed, PreconditionRequired
from kit.web import require_match
from rules.refusal import Refusal
from rules.revision import OutdatedChange
from rules.text import Text


class ExistsAlready(PreconditionFailed):
    """What was to be new (If-None-Match: *) is there already; the answer shows it."""

    type = "urn:tolok:problem:exists-already"
    title = Text("Sudah ada", "Exists already")

    def __init__(self, detail: Text, current_etag: str, current_body: Any) -> None:
        super().__init__(
            detail,
            errors=[Refusal("header/If-None-Match", Text("sudah ada", "exists already"))],
            headers={"ETag": current_etag},
            extra={"current": {"etag": current_etag, "body": current_body}},
        )


@contextmanager
def answering_outdated(
    if_match: str | None, show: Callable[[Any], tuple[str, Any]]
) -> Iterator[None]:
    """Answer a change that does not start from the present state.

    `show` gives the ETag and the body of that state. Without any state nothing was read: whoever
    wants to make it says that it is new.

    Raises:
        PreconditionRequired, PreconditionFailed: See `require_match`.
    """
    try:
        yield
    except OutdatedChange as outdated:
        if outdated.present is None and if_match is None:
            raise PreconditionRequired(
                Text(
                    "Belum ada di sini. Kirim If-None-Match: * untuk membuatnya.",
                    "It is not there yet. Send If-None-Match: * to make it.",
                ),
                errors=[Refusal("header/If-None-Match", Text("wajib diisi", "is required"))],
            ) from outdated
        current_etag, current_body = show(outdated.present)
        require_match(if_match, current_etag, current_body)
        raise
