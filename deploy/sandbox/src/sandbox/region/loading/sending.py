"""Sending to the API: conditional changes, patience with what services have yet to hear.

LoadError: the API refused a request, and waiting does not help
"""

import asyncio
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.region.loading.bodies import Json

_PAUSE_SECONDS = 0.1
# A service learns these from other services, so it may not know them yet.
_TOLD = ("/edition_code", "/derivation_set_version", "/region_code", "/units")
_PREFIX = "/api/v1"


class LoadError(RuntimeError):
    """The API refused a part of the sample; the message holds its reason."""


@dataclass(slots=True)
class Loaded:
    """How many resources were created, changed or unchanged; the SPBE assessments."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    assessments: dict[str, str] = field(default_factory=dict)


class Sender:
    """Sends with the token of one client, at most as many requests at once as there are doors."""

    def __init__(
        self, api: httpx.AsyncClient, doors: asyncio.Semaphore, *, deadline: float, loaded: Loaded
    ) -> None:
        self._api = api
        self._doors = doors
        self._deadline = deadline
        self._loaded = loaded

    async def put(self, path: str, body: Json, present: Json | None) -> None:
        """Set a resource to a wanted state; if it was changed meanwhile, read it again once."""
        for fresh in (False, True):
            if fresh:
                present = check(await self.send("GET", path)).json()
            if present is not None and has_members(present, body):
                self._loaded.unchanged += 1
                return
            condition = (
                {"If-None-Match": "*"}
                if present is None
                else {"If-Match": f'"{present["revision"]}"'}
            )
            answer = await self.send_until_known("PUT", path, body, headers=condition)
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                self.count(answer, is_new=present is None or not present["revision"])
                return
        raise LoadError(f"{path} is being changed by somebody else; try again.")

    async def send_until_known(
        self, method: str, path: str, body: Json, *, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a change; repeat while the service may not know what other services must tell it."""
        sent = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        while True:
            answer = await self.send(method, path, body=body, headers={**sent, **(headers or {})})
            if not _is_not_yet(answer) or time.monotonic() > self._deadline:
                return answer
            await asyncio.sleep(_PAUSE_SECONDS)

    async def list_all(self, path: str, params: Mapping[str, str] | None = None) -> list[Json]:
        """Return all items of a list, page by page."""
        items: list[Json] = []
        query = {"limit": "200", **(params or {})}
        while True:
            page = check(await self.send("GET", path, params=query)).json()
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            query["cursor"] = page["next_cursor"]

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send one request, behind a free door. A reading is repeated while a service is busy."""
        while True:
            async with self._doors:
                answer = await self._api.request(
                    method, f"{_PREFIX}{path}", json=body, params=params, headers=headers
                )
            is_busy = answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
            if method != "GET" or not is_busy or time.monotonic() > self._deadline:
                return answer
            await asyncio.sleep(_PAUSE_SECONDS)

    def count(self, answer: httpx.Response, *, is_new: bool = True) -> None:
        """Count what a change did.

        Raises:
            LoadError: It was refused.
        """
        if answer.status_code == httpx.codes.CONFLICT:
            self._loaded.unchanged += 1
            return
        check(answer)
        if is_new:
            self._loaded.created += 1
        else:
            self._loaded.changed += 1


def has_members(present: Any, wanted: Json) -> bool:
    """Return whether every wanted member is present and has the wanted value."""
    return all(name in present and present[name] == value for name, value in wanted.items())


def check(answer: httpx.Response) -> httpx.Response:
    """Return an answer that is no refusal.

    Raises:
        LoadError: It is one; the message holds its reason.
    """
    if answer.is_success:
        return answer
    problem = _problem(answer)
    reason = problem.get("detail") or answer.text[:200]
    fields = "; ".join(f"{e['pointer']} {e['message']}" for e in problem.get("errors", []))
    request = answer.request
    raise LoadError(f"{request.method} {request.url.path}: {answer.status_code} {reason} {fields}")


def _is_not_yet(answer: httpx.Response) -> bool:
    """Return whether the same request may succeed a moment later."""
    if answer.is_client_error:
        errors = _problem(answer).get("errors", [])
        return any(error["pointer"].startswith(_TOLD) for error in errors)
    return answer.status_code == httpx.codes.SERVICE_UNAVAILABLE


def _problem(answer: httpx.Response) -> Json:
    try:
        problem = answer.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
