"""Decides levels as a respondent does."""

from collections.abc import Callable
from typing import Any

Bearer = Callable[..., dict[str, str]]
ASSESSMENT = "submission.assessment"


async def put(
    service: Any, path: str, level: Any, *, etag: str | None = "0", why: str = "Alasan", **body: Any
) -> Any:
    headers = {} if etag is None else {"If-Match": f'"{etag}"'}
    return await service.api.put(
        path, json={"level": level, "explanation": why} | body, headers=headers
    )
