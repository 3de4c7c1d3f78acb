"""The adapters against the simulated systems."""

import importlib
from dataclasses import replace

import httpx
import pytest
from tests.contract.recordings import (
    SECRET,
    a_source,
    errors,
    hashes,
    observed,
    read,
)

from contracts.facts import FACTS
from integration.sources.domain.source import SYSTEMS, Source, System
from sandbox.region import oracle
from sandbox.region.agencies import agencies
from sandbox.region.generate import generate
from sandbox.sources.app import create_app


@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_simulated_system_is_read_without_an_error(system: System) -> None:
    source, transport = simulated(system)
    found = await read(source, transport)
    assert errors(found) == []
    facts = {item.key.fact for item in observed(source, found)}
    assert facts == {name for name, fact in FACTS.items() if system in fact.systems}
    tags = {item.resource: item.etags for item in found}
    again = await read(source, transport, etags=tags)
    assert all(item.unchanged for item in again)


@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_facts_are_those_of_the_region_s_own_tables(system: System) -> None:
    """The oracle counts on the tables themselves, without a payload and without an adapter."""
    source, transport = simulated(system)
    facts = {item.key: item.value for item in observed(source, await read(source, transport))}
    expected = {
        key: oracle.exact(value)
        for key, value in oracle.expected_facts(generate(9901)).items()
        if system in FACTS[key[1]].systems
    }
    assert facts == expected


@pytest.mark.parametrize("system", ["e-planning", "e-program"])
async def test_the_simulated_system_by_pages_is_the_same(system: System) -> None:
    source, transport = simulated(system)
    by_pages = replace(source, options=replace(source.options, paging="pages"))
    assert hashes(await read(by_pages, transport)) == hashes(await read(source, transport))


@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_simulated_system_with_broken_rows_gives_all_the_others(system: System) -> None:
    source, transport = simulated(system)
    whole = hashes(await read(source, transport))
    async with httpx.AsyncClient(transport=transport, base_url="https://source.test") as control:
        (await control.post("/_control/fault", json={"mode": "broken_rows"})).raise_for_status()
    found = await read(source, transport)
    spoilt = sum(len(item.errors) for item in found)
    assert spoilt > 0
    # Whatever text stands for a unit's name is a name.
    others = {key: found_hash for key, found_hash in hashes(found).items() if key[0] != "unit"}
    assert others.items() < whole.items()
    assert len(hashes(found)) >= len(whole) - spoilt


def simulated(system: System) -> tuple[Source, httpx.ASGITransport]:
    module = importlib.import_module(f"sandbox.sources.{system.replace('-', '_')}")
    app = create_app(module.SYSTEM, secret=SECRET, seed=9901, delay_seconds=0)
    units = {
        str({"e-planning": one.org_code, "e-program": one.unit_code}.get(system, one.sakip_id)): (
            one.code
        )
        for one in agencies()
    }
    return a_source(system, units=units, years=(2025, 2026)), httpx.ASGITransport(app)
