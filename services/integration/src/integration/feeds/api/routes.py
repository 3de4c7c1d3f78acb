"""Pushing records of a source."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter, Request

from integration.feeds.api import schemas
from integration.feeds.api.deliverer import deliverer_of, not_pushed, replayed
from integration.feeds.usecases.gather_pushes import Gathering
from integration.feeds.usecases.take import NotPushed, Push, Replayed
from integration.sources.api.access import AllowedDep, SourceCode
from kit.errors import CHECK_THE_PARTS, Invalid, UnsupportedMedia
from rules.json_text import JsonError, read_json
from rules.refusal import Refusal
from rules.text import Text

router = APIRouter(prefix="/api/v1/feeds", tags=["feeds"])

_JSON: Final = "application/json"
_NAME: Final = "records"


@router.post(
    "/{source_code}",
    operation_id="push_records",
    response_model=schemas.FeedAnswers,
    responses={
        401: {"description": "No good token, or a signature that is refused or was used before"},
        404: {"description": "There is no such source"},
        409: {"description": "The source is not registered to push"},
        503: {"description": "Too many records wait: send them again after Retry-After"},
    },
    openapi_extra=schemas.BODY,
)
async def push(
    source_code: SourceCode, request: Request, *, allowed: AllowedDep
) -> schemas.FeedAnswers:
    """Push rows of a source's listings; each is answered by itself, in the order sent.

    The same record with the same revision again changes nothing. A request is of the holder of a
    token of role `source`, or it is signed: `Tolok-Signature: sha256=…` is the HMAC-SHA256 of the
    lines `Tolok-Timestamp` (seconds since 1970), `Tolok-Nonce` (16 to 64 letters, digits, `-` or
    `_`) and the code of the source, each with a line feed behind it, and of the body's bytes.
    """
    body = await request.body()
    deliverer = await deliverer_of(request, source_code, body, allowed)
    records = _records(request.headers.get("content-type", ""), body)
    gathering: Gathering = request.app.state.gathering
    try:
        found = await gathering.take(deliverer.code, Push(records, deliverer.nonce))
    except NotPushed as error:
        raise not_pushed() from error
    if isinstance(found, Replayed):
        raise replayed()
    answers = [schemas.answer_view(place, answer) for place, answer in enumerate(found)]
    counts = Counter(answer.status for answer in answers)
    return schemas.FeedAnswers(answers=answers, counts={**counts})


def _records(content_type: str, body: bytes) -> Sequence[object]:
    if content_type.partition(";")[0].strip().lower() != _JSON:
        raise UnsupportedMedia(
            Text(f"Kirim {_JSON}.", f"Send {_JSON}."),
            errors=[Refusal("header/Content-Type", Text(f"bukan {_JSON}", f"is not {_JSON}"))],
        )
    try:
        written: Any = read_json(body, decimal=Decimal)
    except JsonError as error:
        raise Invalid(error.text, errors=error.problems) from error
    records = written.get(_NAME) if isinstance(written, dict) and [*written] == [_NAME] else None
    if not isinstance(records, list) or not 1 <= len(records) <= schemas.MOST_RECORDS:
        most = schemas.MOST_RECORDS
        expected = Text(
            f'harus {{"records": […]}} dengan 1 sampai {most} data',
            f'must be {{"records": […]}} with 1 to {most} records',
        )
        raise Invalid(CHECK_THE_PARTS, errors=[Refusal("", expected)])
    return records
