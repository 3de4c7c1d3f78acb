"""The integration service's adapters read the simulated systems: all facts, all failures."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from integration.drift.domain.judging import Listed, Listing, Thresholds, judge
from integration.facts.domain.observers import observe
from integration.reading.adapters.client import make_client
from integration.reading.adapters.collection import collect
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.domain.listing_content import ListingContent
from integration.records.domain.days import Today
from integration.records.domain.record import Record
from integration.sources.domain.source import NUMBER_FORMATS, Options, Paging, Source
from sandbox.region.agencies import agencies
from sandbox.region.budgeting import changes as budgeting_changes
from sandbox.region.changes import Request
from sandbox.region.generate import Region, generate
from sandbox.region.oracle import Key, Value, expected_facts
from sandbox.region.planning import changes as planning_changes
from sandbox.region.years import WIB, YEARS

from .conftest import SECRET, SYSTEMS, Client

FIELDS = {"e-planning": "planning", "e-program": "budgeting", "e-sakip": "accountability"}
Found = dict[Key, Value]


def today() -> Today:
    """Return the day on which the systems are asked, and on which the changes are made."""
    return Today.at(datetime.now(WIB), "Asia/Jakarta")


def source_of(client: Client, *, paging: Paging = "all", timeout_seconds: int = 20) -> Source:
    system: Any = client.system
    return Source(
        code=client.system,
        system=system,
        name=client.system,
        region_code="9901",
        base_url=client.url,
        secret_name=client.system,
        interval_seconds=1,
        timeout_seconds=timeout_seconds,
        years=YEARS,
        units={one.ids[client.system]: one.code for one in agencies()},
        options=Options(number_format=NUMBER_FORMATS[system], paging=paging),
        revision=1,
    )


async def contents_of(source: Source, **options: Any) -> list[ListingContent]:
    listed = [source.base_url.removeprefix("http://")]
    async with make_client(max_body_bytes=16_000_000, allowed_targets=listed) as client:
        return await collect(
            source,
            client,
            secret=SECRET,
            etags=options.get("etags", {}),
            effort=Effort(attempts=1),
            today=today(),
        )


def facts_of(source: Source, contents: list[ListingContent]) -> Found:
    records: list[Record] = [each for one in contents for each in one.records or ()]
    opened = frozenset(record.opens for record in records if record.opens is not None)
    observations = observe(
        source, source.agency_codes, records=records, opened=opened, today=today()
    )
    return {
        (each.key.agency_code, each.key.fact, each.key.period): value_of(each)
        for each in observations
    }


def value_of(observation: Any) -> Value:
    value = observation.value
    if observation.status == "absent":
        return None
    return Fraction(value) if isinstance(value, str) else bool(value)


def expected(region: Region, system: str) -> Found:
    facts = expected_facts(region)
    return {key: value for key, value in facts.items() if key[1].startswith(f"{FIELDS[system]}.")}


def differences(found: Found, wanted: Found) -> Iterator[tuple[Key, Any, Any]]:
    for key in sorted(found.keys() | wanted.keys()):
        if found.get(key, "missing") != wanted.get(key, "missing"):
            yield key, found.get(key, "missing"), wanted.get(key, "missing")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("paging", ["all", "pages"])
async def test_the_adapter_finds_the_facts_of_the_oracle(
    clients: Mapping[str, Client], system: str, paging: Paging
) -> None:
    source = source_of(clients[system], paging=paging)
    contents = await contents_of(source)
    assert [error for one in contents for error in one.errors] == []
    assert list(differences(facts_of(source, contents), expected(generate(), system))) == []


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_second_reading_finds_everything_unchanged(
    clients: Mapping[str, Client], system: str
) -> None:
    source = source_of(clients[system])
    first = await contents_of(source)
    etags = {one.resource: one.etags for one in first}
    assert all(etags.values())
    again = await contents_of(source, etags=etags)
    assert all(one.unchanged for one in again)


async def test_the_same_change_in_the_copy_gives_the_same_facts(
    clients: Mapping[str, Client],
) -> None:
    wishes: dict[str, list[dict[str, Any]]] = {
        "e-planning": [
            {"action": "consult", "org": "Dishub"},
            {"action": "approve_ceiling", "org": "Dispusip"},
            {"action": "ceiling", "org": "Diskominfo", "amount": 123_456_000},
        ],
        "e-program": [
            {"action": "realise", "skpd": "Dishub", "month": 9, "amount": 10**9, "physical": 91},
            {"action": "realise", "skpd": "DPUPR", "month": 11, "amount": 10**9},
            {"action": "lock_schedule"},
            {"action": "exchange", "skpd": "Lembah Hening"},
        ],
    }
    region = generate()
    copies = {
        "e-planning": (planning_changes.ACTIONS, region.planning),
        "e-program": (budgeting_changes.ACTIONS, region.budgeting),
    }
    for system, changes in wishes.items():
        actions, tables = copies[system]
        for wish in changes:
            await clients[system].change(**wish)
            act: Any = actions[wish["action"]]
            act(tables, Request(wish, datetime.now(WIB)))
        source = source_of(clients[system])
        found = facts_of(source, await contents_of(source))
        assert list(differences(found, expected(region, system))) == []


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "mode", ["fail", "stall", "html", "endless_pages", "drip", "bomb", "redirect"]
)
async def test_a_source_that_cannot_be_read_fails_as_a_whole(
    clients: Mapping[str, Client], system: str, mode: str
) -> None:
    client = clients[system]
    await client.fail(mode)
    with pytest.raises(SourceFailure):
        await contents_of(source_of(client, timeout_seconds=1))
    await client.fail("none")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("html", "not_json"),
        ("truncated", "not_json"),
        ("nan", "not_json"),
        ("encoding", "not_json"),
        ("deep", "too_deep"),
        ("repeated", "bad_envelope"),
        ("bomb", "too_large"),
        ("expired", "credential_refused"),
        ("busy", "error_answer"),
    ],
)
async def test_what_is_no_answer_is_said_clearly(
    clients: Mapping[str, Client], system: str, mode: str, code: str
) -> None:
    client = clients[system]
    await client.fail(mode)
    with pytest.raises(SourceFailure) as caught:
        await contents_of(source_of(client))
    await client.fail("none")
    assert caught.value.reason.code == code
    assert caught.value.retry_after == (120 if mode == "busy" else None)


@pytest.mark.parametrize("system", ["e-planning", "e-program"])
async def test_pages_that_go_round_in_circles_are_noticed(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    await client.fail("page_loop")
    with pytest.raises(SourceFailure) as caught:
        await contents_of(source_of(client, paging="pages"))
    await client.fail("none")
    assert caught.value.reason.code == "endless_pages"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:22/",
        "http://[::1]/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://metadata.google.internal/",
        "http://10.0.0.1/",
        "https://elsewhere.example/api",
    ],
)
async def test_no_redirect_leads_elsewhere(clients: Mapping[str, Client], location: str) -> None:
    client = clients["e-planning"]
    await client.fail("redirect", location=location)
    with pytest.raises(SourceFailure) as caught:
        await contents_of(source_of(client))
    await client.fail("none")
    assert caught.value.reason.code == "redirect_refused"


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_renamed_field_is_drift(clients: Mapping[str, Client], system: str) -> None:
    client = clients[system]
    before = {
        one.resource: Listed(rows=one.rows, shape=one.shape)
        for one in await contents_of(source_of(client))
    }
    await client.fail("drifted")
    read = await contents_of(source_of(client))
    await client.fail("none")
    listings = [
        Listing(
            resource=one.resource,
            rows=one.rows,
            own_rows=one.own_rows,
            errors=one.errors,
            shape=one.shape,
            before=before[one.resource],
        )
        for one in read
    ]
    kinds = {each.kind for each in judge(listings, Thresholds())}
    assert {"new_field", "missing_field"} <= kinds


@pytest.mark.parametrize("system", SYSTEMS)
async def test_broken_rows_are_reported_and_the_others_read(
    clients: Mapping[str, Client], system: str
) -> None:
    await clients[system].fail("broken_rows")
    contents = await contents_of(source_of(clients[system]))
    errors = [error for one in contents for error in one.errors]
    assert len(errors) > 10
    assert len({error.code for error in errors}) > 2
    assert sum(len(one.records or ()) for one in contents) > len(errors) * 4
