"""Load the sample region into a running Tolok through its public API.

A second run changes nothing, except that it sets back what was changed by hand meanwhile.

    LoadError: the API refused a request, and waiting does not help
"""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

import httpx

from sandbox.region.agencies import REGION_CODE
from sandbox.region.loading import bodies
from sandbox.region.loading.bodies import Json
from sandbox.region.loading.claims import Claim, claims
from sandbox.region.years import YEARS

Progress = Callable[[str, int, int], None]

_AT_ONCE = 8
_PAUSE_SECONDS = 0.1
# A service learns these from other services, so it may not know them yet.
_TOLD = ("/edition_code", "/derivation_set_version", "/region_code", "/units")
_PREFIX = "/api/v1"
_TOTALS = {
    "agencies": 1 + len(bodies.agency_bodies()),
    "sources": 3,
    "answers": sum(len(claims(year)) for year in YEARS),
}


class LoadError(RuntimeError):
    """The API refused a part of the sample; the message holds its reason."""


@dataclass(slots=True)
class Loaded:
    """How many resources were created, changed or unchanged; the SPBE assessments."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    assessments: dict[str, str] = field(default_factory=dict)


async def load(
    api: httpx.AsyncClient,
    sources: Mapping[str, str],
    *,
    today: date,
    progress: Progress | None = None,
    patience_seconds: float = 30.0,
) -> Loaded:
    """Load the sample region; `api` carries a coordinator's and operator's token.

    `sources` gives the base URL of each source system; no campaign is opened whose period has not
    begun `today`. A service may not yet have heard of an
    edition or an agency from another one; then the request is repeated for `patience_seconds`.

    Raises:
        LoadError: The API refused something, or does not answer.
    """
    deadline = time.monotonic() + patience_seconds
    loading = _Loading(api, progress or _say_nothing, deadline, today)
    try:
        await loading.read_existing()
        await loading.region()
        async with asyncio.TaskGroup() as group:
            group.create_task(loading.below_the_region(sources))
            group.create_task(loading.self_assessments())
    except* (LoadError, httpx.TransportError) as failed:
        raise _load_error(failed) from None
    return loading.loaded


class _Loading:
    def __init__(
        self, api: httpx.AsyncClient, progress: Progress, deadline: float, today: date
    ) -> None:
        self._api = api
        self._progress = progress
        self._deadline = deadline
        self._monthly = [*bodies.begun(bodies.monthly_campaigns(), today)]
        self._yearly = [*bodies.begun(bodies.spbe_campaigns(), today)]
        self._totals = _TOTALS | {"campaigns": len(self._monthly) + len(self._yearly)}
        self._doors = asyncio.Semaphore(_AT_ONCE)
        self._done: Counter[str] = Counter()
        self._agencies: dict[str, Json] = {}
        self._campaigns: set[str] = set()
        self.loaded = Loaded()

    async def read_existing(self) -> None:
        """Read which resources exist."""
        self._agencies = {item["agency_code"]: item for item in await self._list("/agencies")}
        self._campaigns = {item["campaign_code"] for item in await self._list("/campaigns")}

    async def region(self) -> None:
        """Create the region; everything else belongs to it."""
        await self._run_all("agencies", [self._agency(REGION_CODE, bodies.region_body())])

    async def below_the_region(self, base_urls: Mapping[str, str]) -> None:
        """Create the agencies, then the monthly campaigns and sources, which need them."""
        agencies = bodies.agency_bodies().items()
        await self._run_all("agencies", (self._agency(*item) for item in agencies))
        async with asyncio.TaskGroup() as group:
            monthly = map(self._campaign, self._monthly)
            group.create_task(self._run_all("campaigns", monthly))
            group.create_task(self.sources(base_urls))

    async def self_assessments(self) -> None:
        """Create the SPBE campaigns and send their claims, one of each year in turn."""
        await self._run_all("campaigns", map(self._campaign, self._yearly))
        by_year = [await self._claims(year) for year in YEARS]
        answers = (answer for row in zip_longest(*by_year) for answer in row if answer is not None)
        await self._run_all("answers", (self._decide(*answer) for answer in answers))

    async def _agency(self, code: str, body: Json) -> None:
        await self._put(f"/agencies/{code}", body, self._agencies.get(code))

    async def _campaign(self, body: Json) -> None:
        if body["code"] in self._campaigns:
            self.loaded.unchanged += 1
            return
        self._count(await self._send_until_known("POST", "/campaigns", body))

    async def sources(self, base_urls: Mapping[str, str]) -> None:
        """Register the source systems, or set their registration back to the sample's."""

        async def register(body: Json) -> None:
            path = f"/sources/{body['code']}"
            present = await self._send("GET", path)
            if present.status_code == httpx.codes.NOT_FOUND:
                self._count(await self._send_until_known("POST", "/sources", body))
                return
            _check(present)
            if _has_members(present.json(), body):
                self.loaded.unchanged += 1
                return
            headers = {"If-Match": present.headers["ETag"]}
            changed = await self._send_until_known("PUT", path, body, headers=headers)
            self._count(changed, is_new=False)

        await self._run_all("sources", map(register, bodies.source_bodies(base_urls)))

    async def _claims(self, year: int) -> list[tuple[str, Claim, Json | None]]:
        """Return the wanted answers of a year's assessment, each with the present one."""
        campaign = bodies.spbe_campaign(year)
        found = await self._list("/assessments", {"campaign": campaign, "agency": REGION_CODE})
        if len(found) != 1:
            raise LoadError(f"{campaign} has {len(found)} assessments of {REGION_CODE}, not 1.")
        assessment_id = found[0]["assessment_id"]
        self.loaded.assessments[campaign] = assessment_id
        body = _check(await self._send("GET", f"/assessments/{assessment_id}")).json()
        present = {a["indicator_code"]: a for a in body["answers"] if a["stage"] == "mandiri"}
        return [(assessment_id, one, present.get(one.indicator_code)) for one in claims(year)]

    async def _decide(self, assessment_id: str, claim: Claim, present: Json | None) -> None:
        path = f"/assessments/{assessment_id}/answers/{claim.indicator_code}"
        body = {"level": claim.level, "explanation": claim.explanation}
        await self._put(path, body, present or {"revision": 0})

    async def _put(self, path: str, body: Json, present: Json | None) -> None:
        """Set a resource to a wanted state; if it was changed meanwhile, read it again once."""
        for fresh in (False, True):
            if fresh:
                present = _check(await self._send("GET", path)).json()
            if present is not None and _has_members(present, body):
                self.loaded.unchanged += 1
                return
            condition = (
                {"If-None-Match": "*"}
                if present is None
                else {"If-Match": f'"{present["revision"]}"'}
            )
            answer = await self._send_until_known("PUT", path, body, headers=condition)
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                self._count(answer, is_new=present is None or not present["revision"])
                return
        raise LoadError(f"{path} is being changed by somebody else; try again.")

    async def _send_until_known(
        self, method: str, path: str, body: Json, *, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a change; repeat while the service may not know what other services must tell it."""
        sent = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        while True:
            answer = await self._send(method, path, body=body, headers={**sent, **(headers or {})})
            if not _is_not_yet(answer) or time.monotonic() > self._deadline:
                return answer
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _list(self, path: str, params: Mapping[str, str] | None = None) -> list[Json]:
        items: list[Json] = []
        query = {"limit": "200", **(params or {})}
        while True:
            page = _check(await self._send("GET", path, params=query)).json()
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            query["cursor"] = page["next_cursor"]

    async def _send(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        async with self._doors:
            return await self._api.request(
                method, f"{_PREFIX}{path}", json=body, params=params, headers=headers
            )

    async def _run_all(self, step: str, tasks: Iterable[Awaitable[None]]) -> None:
        async def count(task: Awaitable[None]) -> None:
            await task
            self._done[step] += 1
            self._progress(step, self._done[step], self._totals[step])

        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(count(task))

    def _count(self, answer: httpx.Response, *, is_new: bool = True) -> None:
        if answer.status_code == httpx.codes.CONFLICT:
            self.loaded.unchanged += 1
            return
        _check(answer)
        if is_new:
            self.loaded.created += 1
        else:
            self.loaded.changed += 1


def _say_nothing(_step: str, _done: int, _total: int) -> None:
    pass


def _has_members(present: Any, wanted: Json) -> bool:
    """Return whether every wanted member is present and has the wanted value."""
    return all(name in present and present[name] == value for name, value in wanted.items())


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


def _load_error(failed: BaseExceptionGroup[Any]) -> LoadError:
    """Return the first of several failures that came together."""
    first: BaseException = failed
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    if isinstance(first, LoadError):
        return first
    return LoadError(f"The API does not answer: {first!r}.")


def _check(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    problem = _problem(answer)
    reason = problem.get("detail") or answer.text[:200]
    fields = "; ".join(f"{e['pointer']} {e['message']}" for e in problem.get("errors", []))
    request = answer.request
    raise LoadError(f"{request.method} {request.url.path}: {answer.status_code} {reason} {fields}")
