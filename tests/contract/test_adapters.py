"""The adapters against recorded payloads with every trap, and against the simulated systems."""

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.facts import FACTS
from integration.domain import reading
from integration.domain.record import Record
from integration.domain.source import NUMBER_FORMATS, SYSTEMS, Options, Source, System
from integration.sources.collection import ADAPTERS, Effort, Harvest, collect
from integration.sources.failures import SourceFailure
from integration.sources.listing import ListingLimits
from kit.http import HttpClient
from sandbox.region import oracle
from sandbox.region.agencies import agencies
from sandbox.region.generate import generate
from sandbox.sources.app import create_app

PAYLOADS = Path(__file__).parent / "payloads"
SECRET = "a-token-for-tests"
AGENCY = "9901.2.16.01"
UNITS = {"e-planning": "2.16.01", "e-program": "2.16.2.20.2.21.01.0000", "e-sakip": "20"}
FILES: Mapping[System, Mapping[str, str]] = {
    "e-planning": {
        "/api/v1/rkpd/plafon1": "plafon1-all",
        "/api/v1/rkpd/dokumen": "dokumen",
        "/api/v1/rkpd/konsultasi": "konsultasi",
        "/api/v1/rkpd/pertukaran": "pertukaran",
    },
    "e-program": {
        "/api/jadwal": "jadwal",
        "/api/sub-kegiatan": "sub-kegiatan",
        "/api/dpa": "dpa",
        "/api/realisasi": "realisasi",
        "/api/pertukaran": "pertukaran",
    },
    "e-sakip": {
        "/api/perangkat-daerah": "perangkat-daerah",
        "/api/perangkat-daerah/all/iku": "iku",
        "/api/dokumen/perjanjian-kinerja": "perjanjian-kinerja",
        "/api/dokumen/rencana-aksi": "empty",
        "/api/dokumen/lkjip": "empty",
        "/api/capaian?triwulan=1": "capaian-1",
        "/api/capaian?triwulan=2": "capaian-2",
        "/api/capaian?triwulan=3": "empty",
        "/api/capaian?triwulan=4": "empty",
        "/api/pertukaran": "pertukaran",
    },
}
Handler = Callable[[httpx.Request], httpx.Response]


def a_source(system: System, **changes: Any) -> Source:
    given: dict[str, Any] = {
        "code": f"{system}-9901",
        "system": system,
        "name": system,
        "region_code": "9901",
        "base_url": "https://source.test",
        "secret_name": "secret",
        "interval_seconds": 60,
        "timeout_seconds": 20,
        "years": (2026,),
        "units": {UNITS[system]: AGENCY},
        "options": Options(number_format=NUMBER_FORMATS[system]),
        "revision": 1,
    }
    return Source(**{**given, **changes})


async def read(
    source: Source,
    handler: Handler | httpx.AsyncBaseTransport,
    *,
    etags: Mapping[str, tuple[str, ...]] | None = None,
    limits: ListingLimits | None = None,
) -> list[Harvest]:
    transport = (
        handler if isinstance(handler, httpx.AsyncBaseTransport) else httpx.MockTransport(handler)
    )
    client = HttpClient(
        "source", transport=transport, listed=["source.test"], max_body_bytes=16_000_000
    )
    effort = Effort(attempts=2, limits=limits or ListingLimits())
    return await collect(source, client, secret=SECRET, etags=etags or {}, effort=effort)


def payload(system: str, name: str) -> bytes:
    return (PAYLOADS / system / f"{name}.json").read_bytes()


def recorded(system: System, **instead: bytes) -> Handler:
    """Answer with the recorded payloads; `instead` replaces some, by their names."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/api/capaian":
            path += f"?triwulan={request.url.params['triwulan']}"
        name = FILES[system][path]
        return httpx.Response(200, content=instead.get(name, payload(system, name)))

    return answer


def records(harvests: Sequence[Harvest], kind: str) -> dict[str, Mapping[str, Any]]:
    return {
        item.record_id: item.content
        for harvest in harvests
        for item in harvest.records or ()
        if item.kind == kind
    }


def errors(harvests: Sequence[Harvest]) -> list[tuple[str, str | None, str, str]]:
    return [
        (error.resource.partition("/")[0], error.record_id, error.field, error.code)
        for harvest in harvests
        for error in harvest.errors
    ]


async def test_e_planning_rows_become_canonical_records() -> None:
    found = await read(a_source("e-planning"), recorded("e-planning"))
    ceilings = records(found, "ceiling")
    assert ceilings["91"] == {
        "agency_code": AGENCY,
        "unit_id": "2.16.01",
        "year": 2026,
        "sub_unit_id": "2.16.01.01",
        "programme_code": "2.16.03",
        "programme_title": "PENGELOLAAN APLIKASI INFORMATIKA",
        "activity_code": "02",
        "title": "Pengelolaan e-government",
        "amount": "125000000",
        "approved": False,
        "ict": True,
    }
    assert ceilings["92"]["amount"] == "875000.5"
    documents = records(found, "document")
    assert documents["11"]["approved_at"] == "2026-01-05T03:00:00Z"
    assert documents["12"]["approved_at"] == "2025-12-31T20:30:00Z"
    assert len(documents["12"]["contents"]) == 7
    # Marked approved without a day: not proved.
    assert (documents["13"]["approved"], documents["13"]["title"]) == (False, None)
    consultations = records(found, "consultation")
    assert consultations["21"]["held_on"] == "2026-02-03"
    assert (consultations["22"]["held_on"], consultations["22"]["agreed"]) == (None, False)
    exchanges = records(found, "exchange")
    assert [exchanges[number]["counts"] for number in ("31", "32")] == [True, False]
    assert sorted(errors(found)) == [
        ("ceilings", "93", "Jumlah1", "not_a_number"),
        ("ceilings", "94", "OrgCd", "unknown_unit"),
        ("documents", "14", "Jenis", "unknown_value"),
        ("documents", "15", "TA", "wrong_year"),
        ("exchanges", "33", "Waktu", "not_a_time"),
    ]


async def test_e_program_rows_become_canonical_records() -> None:
    found = await read(a_source("e-program"), recorded("e-program"))
    schedules = records(found, "schedule")
    assert [schedules[number]["name"] for number in "123"] == ["original", "shifted", "amended"]
    assert [schedules[number]["locked"] for number in "123"] == [True, True, False]
    rows = records(found, "sub_activity")
    assert {number: row["amount"] for number, row in rows.items()} == {
        "501": "1250000",
        "502": "1500000.5",
        "503": "1750000",
        "504": "500000",
    }
    assert rows["501"]["starts_at"] == "2026-01-02T01:00:00Z"
    assert [rows[number]["code_set"] for number in ("501", "504")] == [2, 1]
    assert [rows[number]["ict"] for number in ("501", "504")] == [True, False]
    papers = records(found, "budget_document")
    assert papers["61"]["outcome_target"] == "Terlaksananya 12 sub kegiatan"
    assert set(papers["61"]["cash_plan"].values()) == {"100000"}
    assert papers["62"]["cash_plan"]["12"] is None
    realised = records(found, "realisation")
    assert (realised["71"]["physical"], realised["71"]["physical_target"]) == ("12.34", "12.5")
    assert (realised["72"]["month"], realised["72"]["spent"]) == (2, "-5000")
    assert sorted(errors(found)) == [
        ("realisations", "73", "bulan", "out_of_range"),
        ("realisations", "74", "realisasi_fisik", "out_of_range"),
        ("sub-activities", "505", "pagu", "not_a_number"),
        ("sub-activities", "506", "kode_sub_giat", "not_a_code"),
    ]


async def test_e_sakip_rows_become_canonical_records() -> None:
    found = await read(a_source("e-sakip"), recorded("e-sakip"))
    indicators = records(found, "key_indicator")
    assert indicators["52"]["targets"] == {"2025": "3.05", "2026": "3.3"}
    assert indicators["52"]["measure_id"] == "19"
    assert indicators["52"]["updated_at"] == "2026-04-13T03:45:58Z"
    assert indicators["54"]["targets"] == {"2025": "1250.5", "2026": None}
    documents = records(found, "document")
    assert documents["perjanjian-kinerja:2026:1"]["published_at"] == "2026-02-03T02:00:00Z"
    assert documents["perjanjian-kinerja:2026:2"]["published_at"] is None
    achieved = records(found, "achievement")
    assert (achieved["1"]["target"], achieved["1"]["realisation"]) == ("3.05", "2.9")
    assert achieved["2"]["direction"] == "lower"
    assert achieved["5"]["realisation"] is None
    assert records(found, "exchange")["9"]["succeeded"] is False
    assert sorted(errors(found)) == [
        ("achievements", "3", "arah", "unknown_value"),
        ("achievements", "4", "realisasi", "not_a_number"),
        ("key-indicators", "56", "target_tahunan.2025", "not_a_number"),
    ]


async def test_facts_follow_from_the_recorded_payloads() -> None:
    values: dict[str, Any] = {}
    for system in SYSTEMS:
        found = await read(a_source(system), recorded(system))
        values |= {
            f"{item.key.fact} {item.key.period}": item.value
            for item in observed(a_source(system), found)
        }
    assert values["planning.ceiling_amount 2026"] == "125875000.5"
    assert values["planning.ict_consulted 2026"] is True
    assert values["planning.spbe_roadmap_complete 2026"] is True
    assert values["budgeting.ceiling_amount 2026"] == "2000000.5"
    assert values["budgeting.ict_amount 2026"] == "1500000.5"
    assert values["budgeting.realisation 2026-02"] == "90000"
    assert values["accountability.achievement 2026-Q1"] == "5340/61"
    assert values["accountability.action_plan_set 2026"] is None
    assert {name.partition(" ")[0] for name in values} == set(FACTS)


@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_credential_is_sent_as_the_system_wants_it(system: System) -> None:
    sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers)
        return recorded(system)(request)

    await read(a_source(system), answer)
    name, value = {
        "e-planning": ("authorization", f"Bearer {SECRET}"),
        "e-program": ("x-api-key", SECRET),
        "e-sakip": ("token", SECRET),
    }[system]
    assert {headers[name] for headers in sent} == {value}


@pytest.mark.parametrize("whole", [True, False])
async def test_pages_are_followed_and_give_the_same_as_everything_at_once(*, whole: bool) -> None:
    """A system that does not know page=all answers with a first page of its own size."""

    def answer(request: httpx.Request) -> httpx.Response:
        page = request.url.params["page"]
        if not request.url.path.endswith("plafon1") or (page == "all" and whole):
            return recorded("e-planning")(request)
        number = "1" if page == "all" else page
        return httpx.Response(200, content=payload("e-planning", f"plafon1-page-{number}"))

    at_once = await read(a_source("e-planning"), recorded("e-planning"))
    by_pages = a_source("e-planning", options=Options(number_format="plain", paging="pages"))
    paged = await read(a_source("e-planning") if not whole else by_pages, answer)
    assert hashes(paged) == hashes(at_once)
    assert errors(paged) == errors(at_once)


async def test_a_listing_that_gives_less_than_it_claims_is_no_listing() -> None:
    short = json.dumps({"status": 1, "total": 5, "data": []}).encode()
    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), recorded("e-planning", konsultasi=short))
    assert caught.value.reason.code == "incomplete"


@pytest.mark.parametrize(
    ("pages", "limits"),
    [
        (lambda number: number + 1, ListingLimits(pages=5)),
        (lambda number: number + 1, ListingLimits()),
        (lambda _: 10_000, ListingLimits(pages=5)),
        (lambda _: 10_000, ListingLimits(rows=300)),
    ],
)
async def test_pages_without_end_are_noticed(
    pages: Callable[[int], int], limits: ListingLimits
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"].replace("all", "1"))
        rows = [{"transid": str(number)}]
        return httpx.Response(200, json={"status": 1, "last_page": pages(number), "data": rows})

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), answer, limits=limits)
    assert caught.value.reason.code == "endless_pages"


async def test_a_page_that_repeats_is_noticed() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=payload("e-planning", "plafon1-page-1"))

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), answer)
    assert caught.value.reason.code == "endless_pages"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!DOCTYPE html><html><body>Masuk</body></html>", "not_json"),
        (b'{"status": 1, "data": [', "not_json"),
        (b'{"status": 1, "data": [NaN]}', "not_json"),
        (b'{"status": 1, "data": [Infinity]}', "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"status": 1, "data": [' + b"9" * 5_000 + b"]}", "not_json"),
        (b"null", "bad_envelope"),
        (b"[]", "bad_envelope"),
        (b'{"status": 0, "message": "x", "data": []}', "bad_envelope"),
        (b'{"status": 1, "data": {}}', "bad_envelope"),
        (b'{"status": 1}', "bad_envelope"),
    ],
)
async def test_what_is_no_answer_of_the_system_fails(body: bytes, code: str) -> None:
    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), recorded("e-planning", konsultasi=body))
    assert caught.value.reason.code == code


@pytest.mark.parametrize(
    ("system", "name"), [("e-program", "error-in-200"), ("e-sakip", "error-401")]
)
async def test_an_error_with_status_200_fails(system: System, name: str) -> None:
    wrong = payload(system, name)
    with pytest.raises(SourceFailure) as caught:
        await read(a_source(system), recorded(system, pertukaran=wrong))
    assert caught.value.reason.code == "bad_envelope"


@pytest.mark.parametrize(
    ("status", "code", "tries"),
    [
        (401, "credential_refused", 1),
        (403, "credential_refused", 1),
        (404, "error_answer", 1),
        (304, "error_answer", 1),
        (429, "error_answer", 2),
        (500, "error_answer", 2),
        (503, "error_answer", 2),
    ],
)
async def test_an_error_is_tried_again_only_where_that_can_help(
    status: int, code: str, tries: int
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("plafon1"):
            return recorded("e-planning")(request)
        asked.append(request)
        return httpx.Response(status, content=b"{}")

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), answer)
    assert caught.value.reason.code == code
    assert len(asked) == tries


async def test_a_failure_that_passes_within_the_run_is_none() -> None:
    asked: dict[str, int] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        asked[request.url.path] = asked.get(request.url.path, 0) + 1
        if asked[request.url.path] == 1:
            raise httpx.ReadError("reset", request=request)
        return recorded("e-planning")(request)

    found = await read(a_source("e-planning"), answer)
    assert len(records(found, "ceiling")) == 2
    assert set(asked.values()) == {2}


@pytest.mark.parametrize("paging", ["all", "pages"])
async def test_entity_tags_spare_what_did_not_change(paging: Any) -> None:
    source = a_source("e-planning", options=Options(number_format="plain", paging=paging))
    clean = {
        "transid": "1",
        "OrgCd": "2.16.01",
        "NoBA": "x",
        "TglBA": None,
        "Status": 1,
        "TA": 2026,
    }
    asked: list[tuple[str, int]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        page = request.url.params["page"]
        etag = f'"{request.url.path}-{page}"'
        same = request.headers.get("if-none-match") == etag
        asked.append((page, 304 if same else 200))
        if same:
            return httpx.Response(304)
        rows = []
        if request.url.path.endswith("konsultasi"):
            rows = [{**clean, "transid": page}]
        last = 1 if page == "all" else 2
        body = {"status": 1, "last_page": last, "data": rows or [{}] if rows else []}
        return httpx.Response(200, json=body, headers={"ETag": etag})

    first = await read(source, answer)
    tags = {item.resource: item.etags for item in first if item.etags}
    assert "consultations/2026" in tags
    asked.clear()
    again = await read(source, answer, etags=tags)
    unchanged = [item.resource for item in again if item.unchanged]
    assert "consultations/2026" in unchanged
    assert all(item.etags == tags[item.resource] for item in again if item.unchanged)


async def test_one_changed_page_reads_the_whole_listing_again() -> None:
    source = a_source("e-planning", options=Options(number_format="plain", paging="pages"))
    row = {"OrgCd": "2.16.01", "NoBA": "x", "TglBA": None, "Status": 1, "TA": 2026}
    version = {"1": 1, "2": 1}

    def answer(request: httpx.Request) -> httpx.Response:
        page = request.url.params["page"]
        if not request.url.path.endswith("konsultasi"):
            return httpx.Response(200, json={"status": 1, "data": []})
        etag = f'"{page}-{version[page]}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304)
        rows = [{**row, "transid": page, "NoBA": str(version[page])}]
        body = {"status": 1, "last_page": 2, "data": rows}
        return httpx.Response(200, json=body, headers={"ETag": etag})

    first = await read(source, answer)
    tags = {item.resource: item.etags for item in first if item.etags}
    assert tags == {"consultations/2026": ('"1-1"', '"2-1"')}
    version["2"] = 2
    again = await read(source, answer, etags=tags)
    assert sorted(records(again, "consultation")) == ["1", "2"]
    assert records(again, "consultation")["2"]["number"] == "2"


async def test_a_listing_with_broken_rows_keeps_no_entity_tag() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        path = FILES["e-planning"][request.url.path]
        return httpx.Response(200, content=payload("e-planning", path), headers={"ETag": '"same"'})

    tags = {item.resource: item.etags for item in await read(a_source("e-planning"), answer)}
    assert tags["consultations/2026"] == ('"same"',)
    assert tags["ceilings/2026"] == ()


async def test_a_region_s_own_keys_are_an_option() -> None:
    rows = json.loads(payload("e-planning", "konsultasi"))
    for row in rows["data"]:
        row["no_berita"] = row.pop("NoBA")
    fields = {"consultations": {"number": "no_berita"}}
    source = a_source("e-planning", options=Options(number_format="plain", fields=fields))
    found = await read(source, recorded("e-planning", konsultasi=json.dumps(rows).encode()))
    assert records(found, "consultation")["21"]["number"] == "BA/7/2026"


async def test_another_zone_is_an_option() -> None:
    options = Options(number_format="plain", timezone="Asia/Jayapura")
    found = await read(a_source("e-planning", options=options), recorded("e-planning"))
    assert records(found, "document")["11"]["approved_at"] == "2026-01-05T01:00:00Z"


def test_every_adapter_has_a_version_and_distinct_listings() -> None:
    for system in SYSTEMS:
        adapter = ADAPTERS[system]
        assert adapter.version.startswith(f"{system}@")
        keys = [item.key for item in adapter.resources(a_source(system, years=(2025, 2026)))]
        assert len(keys) == len(set(keys))


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


def observed(source: Source, found: Sequence[Harvest]) -> list[Any]:
    held: list[Record] = [item for harvest in found for item in harvest.records or ()]
    opened = frozenset(item.opens for item in held if item.opens is not None)
    return list(reading.observe(source, source.agency_codes, records=held, opened=opened))


def hashes(found: Sequence[Harvest]) -> dict[tuple[str, str], str]:
    return {item.key: item.content_hash for harvest in found for item in harvest.records or ()}
