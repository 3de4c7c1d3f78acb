"""What a run says of what it read: counts, broken rows, and the rows of one kind together."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from integration.reading.domain.error_groups import groups_of, relevant_first
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.row_error import RowError
from integration.records.domain.unreadable import UnreadableRow
from integration.runs.domain.run import Run, Status
from integration.runs.usecases.claim import Claim
from kit.observe import get_logger

_MOST_ROW_ERRORS: Final = 100


def report(
    claim: Claim,
    contents: Sequence[ListingContent],
    *,
    status: Status,
    counts: Mapping[str, int],
    at: datetime,
) -> Run:
    """Return the run as it ended; `counts` are added to the figures of what was read."""
    errors = errors_of(contents)
    endless = [content.resource for content in contents if not content.ended]
    if endless:
        get_logger().warning(
            "listings_without_known_end", source=claim.source.code, found=sorted(endless)
        )
    return replace(
        claim.run,
        status=status,
        finished_at=at,
        row_errors=tuple(relevant_first(errors)[:_MOST_ROW_ERRORS]),
        error_groups=error_groups(errors),
        figures={
            "listings": len(contents),
            "unchanged_listings": sum(item.unchanged for item in contents),
            "rows": sum(item.rows for item in contents),
            "row_errors": len(errors),
            **counts,
            **traffic(claim),
            **({"listings_without_known_end": len(endless)} if endless else {}),
        },
    )


def errors_of(contents: Sequence[ListingContent]) -> list[RowError]:
    """Return the row errors of all listings."""
    return [error for content in contents for error in content.errors]


def error_groups(errors: Sequence[RowError]) -> list[dict[str, Any]]:
    """Return row errors by kind, as they are stored and shown."""
    return [group.written() for group in groups_of(errors)]


def traffic(claim: Claim) -> dict[str, int]:
    """Return what the run cost so far."""
    answers = claim.answers
    figures = {"requests": answers.requests, "bytes": answers.size}
    kept = {"answers_kept": len(answers.kept)} if answers.kept else {}
    anew = {"listings_read_anew": answers.read_anew} if answers.read_anew else {}
    return {**figures, **kept, **anew}


def hash_of(errors: Sequence[RowError], unreadable: Sequence[UnreadableRow]) -> str | None:
    """Return a hash that shows whether the same rows are broken as last time."""
    if not errors and not unreadable:
        return None
    found = [*(replace(error, position=0) for error in errors), *unreadable]
    text = repr(sorted(map(str, found)))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(contents: Sequence[ListingContent]) -> str:
    """Return a hash that tells what was read from another reading."""
    lines = [
        f"{item.resource} {record.kind} {record.record_id} {record.content_hash}"
        for item in contents
        for record in item.records or ()
    ]
    lines += [f"{item.resource} {item.rows} {item.unchanged}" for item in contents]
    lines += map(str, errors_of(contents))
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "replace")).hexdigest()
