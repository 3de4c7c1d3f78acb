"""The running sandbox as a test uses it: its API, its source systems, a copy of what they hold."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Self

import asyncpg
import httpx
import msgspec
from tests.e2e import expected_scores, log
from tests.e2e.expected_scores import Facts, Nodes, Tracks
from tests.support.steps import publish, reach
from tests.support.waiting import NEVER_SECONDS, eventually

from contracts.events.score import TrackScore
from contracts.topics import BUSINESS_TOPICS
from kit.messaging import BrokerError, TopicPartition
from sandbox.region.changes import Request
from sandbox.region.generate import generate
from sandbox.region.loading.bodies import MONTHLY_EDITION, SPBE_EDITION, spbe_campaign
from sandbox.region.oracle import exact, expected_facts
from sandbox.region.years import WIB
from sandbox.running.supervisor import Sandbox
from sandbox.sources import e_planning, e_program, e_sakip

REGION = "9901"
_SYSTEMS = {
    "e-planning": (e_planning.SYSTEM, "planning"),
    "e-program": (e_program.SYSTEM, "budgeting"),
    "e-sakip": (e_sakip.SYSTEM, "accountability"),
}
_tracks = msgspec.json.Decoder(tuple[TrackScore, ...]).decode
Key = tuple[str, str]
"""Campaign code and agency code."""


class World:
    """One sandbox, a copy of the source systems' data, and the levels that people gave."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.region = generate()
        token = sandbox.token("coordinator", "operator", agency=REGION)
        self.api = httpx.AsyncClient(
            base_url=f"{sandbox.api}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=NEVER_SECONDS,
        )
        self.sources = httpx.AsyncClient(timeout=NEVER_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.api.aclose()
        await self.sources.aclose()

    async def change(self, system: str, action: str, **members: Any) -> dict[str, Any]:
        """Change a record in a simulated source system, and in the copy."""
        answer = await self._control(system, "change", {"action": action, **members})
        self.note(system, action, **members)
        return answer

    def note(self, system: str, action: str, **members: Any) -> None:
        """Change a record in the copy only."""
        what, part = _SYSTEMS[system]
        what.actions[action](getattr(self.region, part), Request(members, datetime.now(WIB)))

    def forget(self, system: str) -> None:
        """Put one system's part of the copy back to the sample."""
        part = _SYSTEMS[system][1]
        self.region = replace(self.region, **{part: getattr(generate(), part)})

    async def fault(self, system: str, mode: str, **members: Any) -> None:
        """Let a source system fail in one of its ways, or heal with `none`."""
        await self._control(system, "fault", {"mode": mode, **members})

    async def reset(self) -> None:
        """Put the source systems and the copy back to the sample."""
        for system in _SYSTEMS:
            await self._control(system, "reset", {})
        self.region = generate()

    async def claim(self, campaign: str, indicator: str, level: int | str) -> httpx.Response:
        """Put a level as a person would, whatever was there."""
        assessment = await self.assessment(campaign, REGION)
        return await self._put(f"/assessments/{assessment}/answers/{indicator}", level)

    async def review(
        self, campaign: str, agency: str, stage: str, indicator: str, level: str | None
    ) -> httpx.Response:
        """Decide a level at a stage as an external assessor of the region, or withdraw it."""
        assessment = await self.assessment(campaign, agency)
        path = f"/assessments/{assessment}/stages/{stage}/levels/{indicator}"
        return await self._put(
            path, level, token=self.sandbox.token("external_assessor", agency=REGION)
        )

    async def reach(self, campaign: str, agency: str, stage: str) -> None:
        """Let people of the region submit and close the stages before one, so that it is open."""
        address = f"/assessments/{await self.assessment(campaign, agency)}"
        await reach(self.api, address, stage, of=self.somebody)

    def somebody(
        self, role: str, agency: str | None = None, *, name: str | None = None
    ) -> dict[str, str]:
        """Return the headers of a person; each role is one of its own: nobody signs for both."""
        token = self.sandbox.token(role, agency=agency or REGION, client=name or f"a-{role}")
        return {"Authorization": f"Bearer {token}"}

    async def publish(self, assessment: str, stage: str, **asked: str) -> Any:
        """Let people publish a stage of an assessment; return the result."""
        address = f"/assessments/{assessment}"
        told = await publish(self.api, address, stage, of=self.somebody, **asked)
        assert told["state"] == "published", told["reasons"]
        path = f"/results/{assessment}/{told['result']['revision']}"
        return (await self.api.get(path)).raise_for_status().json()

    async def _put(
        self, path: str, level: int | str | None, *, token: str | None = None
    ) -> httpx.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        now = (await self.api.get(path, headers=headers)).raise_for_status()
        headers["If-Match"] = now.headers["ETag"]
        if level is None:
            return await self.api.delete(path, headers=headers)
        body = {"level": str(level), "explanation": "Diuji ulang."}
        return await self.api.put(path, json=body, headers=headers)

    async def assessment(self, campaign: str, agency: str) -> str:
        """Return the id of an agency's assessment in a campaign."""
        found = await self.api.get("/assessments", params={"campaign": campaign, "agency": agency})
        return str(found.raise_for_status().json()["items"][0]["assessment_id"])

    async def reconciled(self) -> None:
        """Wait until facts, scores and the score topic are what they must be.

        Raises AssertionError with the first differences when they never are.
        """
        left: list[str] = []

        async def agree() -> bool:
            left[:] = await self.differences()
            return not left

        await eventually(agree, unmet=lambda: f"{len(left)} differences: {left[:10]}")

    async def consumed(self) -> None:
        """Wait until every consumer stands at the end of its topics and every event has left."""
        await eventually(self._is_consumed)

    async def _is_consumed(self) -> bool:
        topics = [topic.name for topic in BUSINESS_TOPICS]
        ends = await log.ends(self.sandbox.topology.kafka, topics)
        for service in ("instrument", "submission", "scoring", "integration"):
            read = await self._query(
                service, "SELECT topic, partition, next_offset FROM consumer_offset"
            )
            if any(
                offset < ends[TopicPartition(topic, partition)] for topic, partition, offset in read
            ):
                return False
            if (await self._query(service, "SELECT count(*) FROM outbox"))[0][0]:
                return False
        return True

    async def differences(self) -> list[str]:
        """Return where integration's facts, scoring's scores or the topic are not as expected.

        A part that does not answer, because a test has just killed it, is a difference too.
        """
        try:
            return await self._differences()
        except (httpx.HTTPError, OSError, asyncpg.PostgresError, BrokerError) as error:
            return [repr(error)]

    async def _differences(self) -> list[str]:
        facts = expected_facts(self.region)
        # A period that a source has once reported on stays asked about after a reset: absent.
        known = await self._facts()
        once = {key: value for key, value in known.items() if value is None}
        wanted = {key: exact(value) for key, value in facts.items()}
        found = _unequal("fact", {**once, **wanted}, known)
        if found:
            return found
        scores = await self._expected_scores(facts)
        if found := _unequal("score", scores, await self._scores()):
            return found
        return _unequal("announced", scores, await self._announced())

    async def _expected_scores(self, facts: Facts) -> dict[Key, dict[str, str | None]]:
        spbe, monthly = await self._nodes(SPBE_EDITION), await self._nodes(MONTHLY_EDITION)
        people = await self._people()
        expected: dict[Key, Tracks] = {}
        for campaign, agency, period, edition in await self._assessments():
            levels = people.get((campaign, agency), {})
            expected[campaign, agency] = (
                expected_scores.spbe_tracks(facts, period, levels, spbe)
                if edition == SPBE_EDITION
                else expected_scores.monthly_tracks(facts, agency, period, levels, monthly)
            )
        return {
            key: {
                name: None if value is None else str(exact(value)) for name, value in tracks.items()
            }
            for key, tracks in expected.items()
        }

    async def _nodes(self, edition: str) -> Nodes:
        answer = (await self.api.get(f"/editions/{edition}")).raise_for_status()
        nodes: Nodes = answer.json()["nodes"]
        return nodes

    async def _assessments(self) -> list[tuple[str, str, str, str]]:
        rows = await self._query(
            "submission",
            "SELECT campaign_code, agency_code, period, edition_code FROM assessment",
        )
        return [tuple(row) for row in rows]

    async def _people(self) -> dict[Key, dict[str, dict[str, Fraction | None]]]:
        rows = await self._query(
            "submission",
            "SELECT DISTINCT ON (assessment_id, indicator_code, stage)"
            " campaign_code, agency_code, stage, indicator_code, level"
            " FROM level_decision JOIN assessment USING (assessment_id)"
            " ORDER BY assessment_id, indicator_code, stage, level_decision.revision DESC",
        )
        people: dict[Key, dict[str, dict[str, Fraction | None]]] = {}
        for campaign, agency, stage, indicator, level in rows:
            standing = people.setdefault((campaign, agency), {}).setdefault(stage, {})
            if level is not None:
                standing[indicator] = None if level == "n/a" else Fraction(level)
        return people

    async def _facts(self) -> dict[tuple[str, str, str], bool | str | None]:
        """Return the facts of sources; what Tolok itself finds out, as shares, is none of them."""
        query = "SELECT agency_code, fact, period, status, value::text FROM fact"
        rows = await self._query("integration", query + " WHERE source_code <> 'tolok'")
        return {
            (agency, fact, period): f"is {status}"
            if status == "unknown"
            else msgspec.json.decode(value or "null")
            for agency, fact, period, status, value in rows
        }

    async def _scores(self) -> dict[Key, dict[str, str | None]]:
        rows = await self._query(
            "scoring",
            "SELECT campaign_code, agency_code, tracks::text"
            " FROM assessment LEFT JOIN score USING (assessment_id)",
        )
        return {
            (campaign, agency): _exacts(_tracks(tracks) if tracks else ())
            for campaign, agency, tracks in rows
        }

    async def _announced(self) -> dict[Key, dict[str, str | None]]:
        """Return the newest score of each assessment on the topic; nothing announced: nothing."""
        newest = await log.newest_scores(self.sandbox.topology.kafka)
        known = {(event.campaign_code, event.agency_code): event for event in newest.values()}
        return {
            (campaign, agency): _exacts(known[campaign, agency].tracks)
            if (campaign, agency) in known
            else _exacts(())
            for campaign, agency, _, _ in await self._assessments()
        }

    async def _query(self, service: str, statement: str) -> list[Any]:
        url = self.sandbox.topology.database_urls[service]
        connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    async def _control(self, system: str, what: str, members: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.sandbox.topology.source_url(system)}/_control/{what}"
        answer = (await self.sources.post(url, json=members)).raise_for_status()
        body: dict[str, Any] = answer.json()
        return body


def _exacts(tracks: Any) -> dict[str, str | None]:
    never = dict.fromkeys(("self", "provisional", "live"))
    return never | {track.track: track.exact for track in tracks}


def _unequal(what: str, expected: dict[Any, Any], found: dict[Any, Any]) -> list[str]:
    return [
        f"{what} {key}: expected {expected.get(key, 'nothing')!r}, is {found.get(key, 'nothing')!r}"
        for key in sorted(expected.keys() | found.keys())
        if key not in expected or key not in found or expected[key] != found[key]
    ]


__all__ = ["REGION", "World", "spbe_campaign"]
