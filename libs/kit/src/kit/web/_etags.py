"""Entity tags: a reader's copy and a writer's precondition."""

import re
from typing import Annotated, Any, Final

from fastapi import Header

from kit.errors import PreconditionFailed, PreconditionRequired
from rules.refusal import Refusal
from rules.revision import SeenRevisions
from rules.text import Text

_REVISION: Final = re.compile(r'"(0|[1-9][0-9]{0,9})"')

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="ETag of the version to change")
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="ETag of the version you hold")
]


def etag(revision: int | str) -> str:
    return f'"{revision}"'


def is_current(if_none_match: str | None, current_etag: str) -> bool:
    """Return whether the reader's copy is current, so that the answer is 304."""
    return if_none_match is not None and _names(if_none_match, current_etag, weak=True)


def seen_revisions(if_match: str | None) -> SeenRevisions | None:
    """Return the revisions that If-Match names; None without the header."""
    if if_match is None:
        return None
    tags = [tag.strip() for tag in if_match.split(",")]
    numbers = frozenset(int(tag[1:-1]) for tag in tags if _REVISION.fullmatch(tag))
    return SeenRevisions(numbers, anything="*" in tags)


def require_match(if_match: str | None, current_etag: str, current_body: Any) -> None:
    """Refuse a change that does not start from the current version.

    Raises:
        PreconditionRequired: there is no If-Match.
        PreconditionFailed: it names another version; `extra` shows both.
    """
    if if_match is None:
        raise PreconditionRequired(
            Text(
                "Kirim If-Match dengan ETag dari versi yang Anda baca.",
                "Send If-Match with the ETag of the version you read.",
            ),
            errors=[Refusal("header/If-Match", Text("wajib diisi", "is required"))],
        )
    if not _names(if_match, current_etag, weak=False):
        raise PreconditionFailed(
            Text(
                "Data berubah setelah Anda membacanya. Bandingkan dengan versi terkini.",
                "It changed after you read it. Compare it with the current version.",
            ),
            errors=[Refusal("header/If-Match", Text("bukan versi terkini", "is not current"))],
            headers={"ETag": current_etag},
            extra={
                "yours": {"etag": if_match},
                "current": {"etag": current_etag, "body": current_body},
            },
        )


def _names(header: str, current_etag: str, *, weak: bool) -> bool:
    tags = [part.strip() for part in header.split(",")]
    same = [tag.removeprefix("W/") if weak else tag for tag in tags]
    return "*" in tags or current_etag in same
