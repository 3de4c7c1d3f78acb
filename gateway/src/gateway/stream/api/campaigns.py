"""A filter by a campaign: one that its reader may not see, or that does not exist, is refused.

Which campaigns there are, submission knows. It is asked with the reader's own token, so its refusal
names the campaigns that they may see, and no others.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from gateway.door.api import outages
from gateway.door.api.asking import ask
from operations.services import Service

_ASSESSMENTS: Final = "/api/v1/assessments?limit=1&campaign="


async def refusal_of(request: Request, campaign_code: str) -> Response | None:
    """Return submission's refusal of a campaign as a filter; None: it may be followed.

    Raises:
        Unavailable: Submission does not answer.
    """
    with outages.told(Service.SUBMISSION):
        found = await ask(request, Service.SUBMISSION, _ASSESSMENTS + quote(campaign_code, safe=""))
    if found.status == HTTPStatus.OK:
        return None
    if found.body is None or found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise outages.unreachable(Service.SUBMISSION)
    return Response(found.body, found.status, media_type="application/problem+json")
