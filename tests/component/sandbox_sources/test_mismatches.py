"""The deliberate mismatches of the sample are all found, and no others, on a real database."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr
from tests.support.waiting import NEVER_SECONDS

from integration.agencies import store as agencies_store
from integration.agencies.domain import Agency
from integration.reading.adapters.client import make_client
from integration.reading.adapters.effort import Effort
from integration.reconciliation.usecases.keep_comparing import keep_comparing
from integration.runs.usecases.sync import Tools, sync_source
from integration.settings import SourceSecret
from integration.sources import store as sources
from integration.sources.domain.source import NUMBER_FORMATS, Options, Source
from integration.sources.usecases.check_access import Allowed
from kit.database import Database, DatabaseClock
from sandbox.region.agencies import agencies, agency
from sandbox.region.findings import ExpectedFinding, expected_findings
from sandbox.region.generate import generate
from sandbox.region.years import CURRENT_YEAR, YEARS

from .conftest import SECRET, SYSTEMS, Client


class Region:
    """The sample region in an integration service, read from the simulated systems."""

    def __init__(self, database: Database, clients: Mapping[str, Client]) -> None:
        self.database = database
        self.clients = clients

    async def register(self) -> None:
        async with self.database.transaction() as session:
            await agencies_store.save(session, list(_agencies()))
            for client in self.clients.values():
                await sources.add(session, source_of(client), by="op", at=DatabaseClock().now())

    async def read(self, *systems: str) -> None:
        """Read these sources, or all, and compare what they hold."""
        hosts = frozenset(one.url.removeprefix("http://") for one in self.clients.values())
        secret = SourceSecret(secret=SecretStr(SECRET), agency_code="9901", hosts=hosts)
        async with make_client(max_body_bytes=16_000_000, allowed_targets=hosts) as client:
            tools = Tools(
                database=self.database,
                client=client,
                allowed=Allowed(targets=hosts, credentials=dict.fromkeys(SYSTEMS, secret)),
                effort=Effort(attempts=3),
            )
            for system in systems or SYSTEMS:
                await self.query("UPDATE source_state SET next_due_at = now() - interval '1 day'")
                await sync_source(system, tools)
        await self.compare()

    async def compare(self, *, limit: int = 25) -> None:
        await keep_comparing(self.database, limit=limit, clock=DatabaseClock())

    async def query(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        async with self.database.engine.begin() as connection:
            found = await connection.exec_driver_sql(sql, values)
            return [dict(row._mapping) for row in found] if found.returns_rows else []

    async def findings(self, status: str = "open") -> set[ExpectedFinding]:
        rows = await self.query(
            "SELECT agency_code, year, kind, subject, cause, difference"
            " FROM reconciliation_finding WHERE status = $1",
            status,
        )
        return {
            ExpectedFinding(
                row["agency_code"],
                row["year"],
                row["kind"],
                row["subject"],
                row["cause"],
                None if row["difference"] is None else int(row["difference"]),
            )
            for row in rows
        }

    async def state(self) -> list[dict[str, Any]]:
        """Return all that was compared, without times."""
        return await self.query(
            "SELECT finding_id, status, doubt IS NULL AS certain, amount, sides"
            " FROM reconciliation_finding ORDER BY finding_id"
        )


def source_of(client: Client) -> Source:
    system: Any = client.system
    return Source(
        code=client.system,
        system=system,
        name=client.system,
        region_code="9901",
        base_url=client.url,
        secret_name=client.system,
        interval_seconds=1,
        timeout_seconds=int(NEVER_SECONDS),
        years=YEARS,
        units={one.ids[client.system]: one.code for one in agencies()},
        options=Options(
            number_format=NUMBER_FORMATS[system], programmes_by_title=system == "e-sakip"
        ),
        revision=1,
    )


def _agencies() -> Any:
    for code, parent in [("9901", None), *((one.code, "9901") for one in agencies())]:
        yield Agency(
            agency_code=code,
            name=code,
            agency_kind="regency" if parent is None else "agency",
            parent_code=parent,
            valid_from=date(2017, 1, 1),
            valid_until=None,
            revision=1,
        )


@pytest.fixture
async def region(
    service_database: Callable[[str], str], clients: Mapping[str, Client]
) -> AsyncIterator[Region]:
    database = Database(service_database("integration"), pool_size=5)
    made = Region(database, clients)
    await made.register()
    yield made
    await database.dispose()


async def test_the_deliberate_mismatches_are_all_found_and_no_others(region: Region) -> None:
    await region.read()
    wanted = expected_findings(generate())
    found = await region.findings()
    assert found - wanted == set(), "nothing else is found"
    assert wanted - found == set(), "all are found"
    assert {one.kind for one in found} == {
        "planned_without_budget",
        "budgeted_without_plan",
        "ceiling_exceeded",
        "another_schedule",
        "target_without_budget",
        "budget_without_indicator",
        "realised_beyond_budget",
        "agreement_differs",
        "unit_differs",
        "two_values",
    }, "there is one of every kind"
    facts = await region.query(
        "SELECT agency_code, value FROM fact WHERE source_code = 'tolok' AND period = $1"
        " AND fact = 'reconciliation.unjoined_amount' AND value <> '\"0\"'",
        str(CURRENT_YEAR),
    )
    told = {row["agency_code"]: row["value"] for row in facts}
    assert told[agency("Dinsos").code] == "420000000"
    assert told[agency("Bakesbangpol").code] == "85000000"
    assert told.keys() == {agency(n).code for n in ("Dinsos", "Bakesbangpol", "BPBD", "Satpol PP")}


async def test_any_order_and_repetition_gives_the_same(region: Region) -> None:
    await region.read("e-sakip")
    causes = {one.cause for one in await region.findings()}
    assert causes == {"no_action_plan"}, "both of its sides are in e-SAKIP; others have one only"
    await region.read("e-program")
    await region.read("e-planning")
    forward = await region.state()
    revisions = await region.query("SELECT count(*)::int AS count FROM reconciliation_revision")
    await region.query(
        "INSERT INTO reconciliation_mark (agency_code) SELECT agency_code FROM agency"
    )
    await region.compare(limit=3)
    assert await region.state() == forward
    again = await region.query("SELECT count(*)::int AS count FROM reconciliation_revision")
    assert again == revisions, "comparing the same again writes nothing"
    assert {(one.agency_code, one.subject) for one in await region.findings()} == {
        (one.agency_code, one.subject) for one in expected_findings(generate())
    }


async def test_a_source_that_is_down_leaves_its_findings_in_doubt_and_resolves_none(
    region: Region,
) -> None:
    await region.read()
    before = await region.findings()
    await region.clients["e-program"].fail("html")
    await region.read("e-program")
    assert await region.findings() == before
    rows = await region.query(
        "SELECT kind, subject FROM reconciliation_finding WHERE doubt IS NULL"
    )
    # What does not rest on the source that is down is still known.
    assert {row["subject"] for row in rows} == {"renja", "plan"}
    unknown = await region.query(
        "SELECT DISTINCT status FROM fact WHERE fact = 'reconciliation.plan_budgeted'"
    )
    assert [row["status"] for row in unknown] == ["unknown"]
    last = await region.query(
        "SELECT last_good FROM fact WHERE fact = 'reconciliation.unjoined_amount'"
        " AND agency_code = $1 AND period = $2",
        agency("Dinsos").code,
        str(CURRENT_YEAR),
    )
    assert last[0]["last_good"]["value"] == "420000000"
    await region.clients["e-program"].fail("none")
    await region.read("e-program")
    assert await region.findings() == before
    assert not await region.query(
        "SELECT finding_id FROM reconciliation_finding WHERE doubt IS NOT NULL"
    )


async def test_what_is_put_right_is_resolved_and_its_history_stays(region: Region) -> None:
    await region.read()
    change = region.clients["e-planning"].change
    await change("approve_document", org="Disporapar")
    await change("approve_ceiling", org="Dispusip")
    await region.read("e-planning")
    gone = expected_findings(generate()) - await region.findings()
    assert {(one.agency_code, one.subject) for one in gone} == {
        (agency("Disporapar").code, "renja"),
        (agency("Dispusip").code, "ceilings"),
    }
    assert await region.findings("resolved") == gone
    told = await region.query(
        "SELECT event FROM reconciliation_revision JOIN reconciliation_finding USING (finding_id)"
        " WHERE subject = 'renja' ORDER BY reconciliation_revision.revision"
    )
    assert [row["event"] for row in told] == ["seen", "resolved"]


async def test_rows_that_cannot_be_read_make_no_finding_and_resolve_none(region: Region) -> None:
    await region.read()
    before = await region.findings()
    for client in region.clients.values():
        await client.fail("broken_rows")
    await region.read()
    assert await region.findings() == before
    assert await region.findings("resolved") == set()
