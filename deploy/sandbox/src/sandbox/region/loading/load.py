"""Load the sample region into a running Tolok through its public API.

A second run changes nothing, except that it sets back what was changed by hand meanwhile. What a
reorganisation ended stays as it is, and so do its units in the source systems.

    LoadError: the API refused a request, and waiting does not help (of `sending`)
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

import httpx

from sandbox.region.agencies import REGION_CODE
from sandbox.region.loading import bodies
from sandbox.region.loading.bodies import Json
from sandbox.region.loading.claims import Claim, claims
from sandbox.region.loading.sending import Loaded, LoadError, Sender, check, has_members
from sandbox.region.years import YEARS

Progress = Callable[[str, int, int], None]

_AT_ONCE = 8
_TOTALS = {
    "agencies": len(bodies.above_bodies()) + 1 + len(bodies.agency_bodies()),
    "sources": 3,
    "answers": sum(len(claims(year)) for year in YEARS),
}


async def load(
    api: httpx.AsyncClient,
    sources: Mapping[str, str],
    *,
    above: httpx.AsyncClient,
    today: date,
    progress: Progress | None = None,
    patience_seconds: float = 30.0,
) -> Loaded:
    """Load the sample region; `api` carries a coordinator's and operator's token.

    `above`: the same of the topmost agency above the region. `sources` gives the base URL of each
    source system; no campaign is opened whose period has not begun `today`. A service may not yet
    have heard of an edition or an agency from another one; then the request is repeated for
    `patience_seconds`.

    Raises:
        LoadError: The API refused something, or does not answer.
    """
    deadline = time.monotonic() + patience_seconds
    loaded, doors = Loaded(), asyncio.Semaphore(_AT_ONCE)
    by, from_above = (
        Sender(each, doors, deadline=deadline, loaded=loaded) for each in (api, above)
    )
    loading = _Loading(by, from_above, progress or _say_nothing, loaded=loaded, today=today)
    try:
        await loading.read_existing()
        await loading.region()
        async with asyncio.TaskGroup() as group:
            group.create_task(loading.below_the_region(sources))
            group.create_task(loading.self_assessments())
    except* (LoadError, httpx.TransportError) as failed:
        raise _load_error(failed) from None
    return loaded


class _Loading:
    def __init__(
        self, by: Sender, above: Sender, progress: Progress, *, loaded: Loaded, today: date
    ) -> None:
        self._by = by
        self._above = above
        self._progress = progress
        self._monthly = [*bodies.begun(bodies.monthly_campaigns(), today)]
        self._yearly = [*bodies.begun(bodies.spbe_campaigns(), today)]
        self._totals = _TOTALS | {"campaigns": len(self._monthly) + len(self._yearly)}
        self._done: Counter[str] = Counter()
        self._agencies: dict[str, Json] = {}
        self._campaigns: set[str] = set()
        self.loaded = loaded

    async def read_existing(self) -> None:
        """Read which resources exist."""
        for sender in (self._above, self._by):
            found = await sender.list_all("/agencies")
            self._agencies |= {item["agency_code"]: item for item in found}
        self._campaigns = {item["campaign_code"] for item in await self._by.list_all("/campaigns")}

    async def region(self) -> None:
        """Create those above the region, then the region; everything else belongs to it."""
        for code, body in bodies.above_bodies().items():  # each needs the one before it
            await self._run_all("agencies", [self._agency(code, body, self._above)])
        present, body = self._agencies.get(REGION_CODE), bodies.region_body()
        if present is not None and present["parent_code"] is None:
            await self._place(body["parent_code"])
        await self._run_all("agencies", [self._agency(REGION_CODE, body, self._above)])

    async def _place(self, parent: str) -> None:
        """Put a region that was entered before those above it below its province."""
        path, own = f"/agencies/{parent}/offers", f"/agencies/{REGION_CODE}"
        sent = self._above.send("POST", path, body={"agency_code": REGION_CODE})
        made = check(await sent).json()
        check(await self._by.send("POST", f"{own}/offers/{made['offer_id']}/acceptance"))
        self._agencies[REGION_CODE] = check(await self._by.send("GET", own)).json()

    async def below_the_region(self, base_urls: Mapping[str, str]) -> None:
        """Create the agencies, then the monthly campaigns and sources, which need them."""
        agencies = bodies.agency_bodies().items()
        await self._run_all("agencies", (self._agency(*item, self._by) for item in agencies))
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

    async def _agency(self, code: str, body: Json, by: Sender) -> None:
        if self._has_ended(code):
            self.loaded.unchanged += 1
            return
        await by.put(f"/agencies/{code}", body, self._agencies.get(code))

    def _has_ended(self, code: str) -> bool:
        """Say whether a reorganisation ended an agency, or is to end it."""
        return self._agencies.get(code, {}).get("valid_until") is not None

    async def _campaign(self, body: Json) -> None:
        if body["code"] in self._campaigns:
            self.loaded.unchanged += 1
            return
        self._by.count(await self._by.send_until_known("POST", "/campaigns", body))

    async def sources(self, base_urls: Mapping[str, str]) -> None:
        """Register the source systems, or set their registration back to the sample's."""

        async def register(body: Json) -> None:
            path = f"/sources/{body['code']}"
            present = await self._by.send("GET", path)
            if present.status_code == httpx.codes.NOT_FOUND:
                self._by.count(await self._by.send_until_known("POST", "/sources", body))
                return
            wanted = self._as_reorganised(body, check(present).json())
            if has_members(present.json(), wanted):
                self.loaded.unchanged += 1
                return
            headers = {"If-Match": present.headers["ETag"]}
            changed = await self._by.send_until_known("PUT", path, wanted, headers=headers)
            self._by.count(changed, is_new=False)

        await self._run_all("sources", map(register, bodies.source_bodies(base_urls)))

    def _as_reorganised(self, body: Json, present: Json) -> Json:
        """Return a registration in which the units of ended agencies are mapped as they are now."""
        units = {
            unit: present["units"].get(unit, code) if self._has_ended(code) else code
            for unit, code in body["units"].items()
        }
        return body | {"units": units}

    async def _claims(self, year: int) -> list[tuple[str, Claim, Json | None]]:
        """Return the wanted answers of a year's assessment, each with the present one."""
        campaign = bodies.spbe_campaign(year)
        found = await self._by.list_all(
            "/assessments", {"campaign": campaign, "agency": REGION_CODE}
        )
        if len(found) != 1:
            raise LoadError(f"{campaign} has {len(found)} assessments of {REGION_CODE}, not 1.")
        assessment_id = found[0]["assessment_id"]
        self.loaded.assessments[campaign] = assessment_id
        body = check(await self._by.send("GET", f"/assessments/{assessment_id}")).json()
        present = {a["indicator_code"]: a for a in body["answers"] if a["stage"] == "mandiri"}
        return [(assessment_id, one, present.get(one.indicator_code)) for one in claims(year)]

    async def _decide(self, assessment_id: str, claim: Claim, present: Json | None) -> None:
        path = f"/assessments/{assessment_id}/answers/{claim.indicator_code}"
        body: Json = {"level": claim.level, "reasons": claim.reasons}
        if claim.sector is not None:
            body["sector"] = claim.sector
        await self._by.put(path, body, present or {"revision": 0})

    async def _run_all(self, step: str, tasks: Iterable[Awaitable[None]]) -> None:
        async def count(task: Awaitable[None]) -> None:
            await task
            self._done[step] += 1
            self._progress(step, self._done[step], self._totals[step])

        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(count(task))


def _say_nothing(_step: str, _done: int, _total: int) -> None:
    pass


def _load_error(failed: BaseExceptionGroup[Any]) -> LoadError:
    """Return the first of several failures that came together."""
    first: BaseException = failed
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    if isinstance(first, LoadError):
        return first
    return LoadError(f"The API does not answer: {first!r}.")
