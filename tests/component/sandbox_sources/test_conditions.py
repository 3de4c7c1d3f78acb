"""Conditional requests: 304 until the data change, and only where they changed."""

from collections.abc import Callable, Mapping

import pytest

from .conftest import Client, SourceProcess, new_http

LISTINGS = [
    ("e-planning", "/api/v1/rkpd/plafon1", {"ta": 2026, "page": "all"}),
    ("e-planning", "/api/v1/rkpd/plafon1", {"ta": 2026, "page": 3}),
    ("e-planning", "/api/v1/rkpd/dokumen", {"ta": 2026}),
    ("e-planning", "/api/v1/rkpd/konsultasi", {"ta": 2026}),
    ("e-planning", "/api/v1/rkpd/pertukaran", {"ta": 2026}),
    ("e-program", "/api/jadwal", {"tahun": 2026}),
    ("e-program", "/api/sub-kegiatan", {"tahun": 2026}),
    ("e-program", "/api/dpa", {"tahun": 2026}),
    ("e-program", "/api/realisasi", {"tahun": 2026}),
    ("e-program", "/api/pertukaran", {"tahun": 2026}),
    ("e-sakip", "/api/perangkat-daerah", {}),
    ("e-sakip", "/api/perangkat-daerah/all/iku", {"periode": "2025-2029"}),
    ("e-sakip", "/api/dokumen/rencana-aksi", {"tahun": 2026}),
    ("e-sakip", "/api/capaian", {"tahun": 2026, "triwulan": 3}),
    ("e-sakip", "/api/pertukaran", {"tahun": 2026}),
]


@pytest.mark.parametrize(("system", "path", "params"), LISTINGS)
async def test_what_has_not_changed_is_not_sent_again(
    clients: Mapping[str, Client], system: str, path: str, params: dict[str, str]
) -> None:
    first = await clients[system].get(path, params)
    again = await clients[system].get(path, params, first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    several = await clients[system].get(path, params, f'"lain", W/{first.headers["etag"]}')
    assert several.status_code == 304
    other = await clients[system].get(path, params, '"lain"')
    assert other.content == first.content


async def test_a_change_moves_the_tag_of_its_listing_and_year_only(planning: Client) -> None:
    asked = [
        (f"/api/v1/rkpd/{name}", {"ta": year})
        for name in ("plafon1", "konsultasi")
        for year in (2025, 2026)
    ]
    tags = [(await planning.get(*one)).headers["etag"] for one in asked]
    await planning.change("consult", org="Dishub", year=2026)
    statuses = [
        (await planning.get(path, params, tag)).status_code
        for (path, params), tag in zip(asked, tags, strict=True)
    ]
    assert statuses == [304, 304, 304, 200]


async def test_a_locked_schedule_moves_the_tag_of_the_rows_that_show_it(program: Client) -> None:
    tag = (await program.get("/api/sub-kegiatan", {"tahun": 2026})).headers["etag"]
    await program.change("lock_schedule", year=2026, name="perubahan")
    assert (await program.get("/api/sub-kegiatan", {"tahun": 2026}, tag)).status_code == 200


async def test_the_same_data_have_the_same_tag_after_a_reset_and_in_another_process(
    planning: Client, started: Callable[..., SourceProcess]
) -> None:
    listing = ("/api/v1/rkpd/konsultasi", {"ta": 2026})
    tag = (await planning.get(*listing)).headers["etag"]
    await planning.change("consult", org="Dishub")
    assert (await planning.get(*listing, tag)).status_code == 200
    await planning.http.post("/_control/reset")
    assert (await planning.get(*listing, tag)).status_code == 304
    fresh = started("e-planning")
    async with new_http(fresh) as http:
        answer = await http.get(listing[0], params=listing[1], headers={"If-None-Match": tag})
    assert answer.status_code == 304


async def test_another_seed_has_other_tags(
    program: Client, started: Callable[..., SourceProcess]
) -> None:
    tag = (await program.get("/api/realisasi", {"tahun": 2026})).headers["etag"]
    other = started("e-program", "--seed", "7")
    async with new_http(other) as http:
        answer = await http.get("/api/realisasi", params={"tahun": 2026})
    assert answer.headers["etag"] != tag
