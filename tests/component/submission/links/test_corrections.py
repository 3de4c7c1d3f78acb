"""What a reviewer relied on stays: another date of an accepted document is a new version."""

from typing import Any

ITEM = {"kind": "regulation", "effective_date": "2025-01-01", "valid_until": "2026-12-31"}


async def correct(proving: Any, item: str, **told: Any) -> Any:
    shown = await proving.api.get(f"/evidence/{item}")
    body = {"title": "Peraturan Bupati tentang SPBE"} | ITEM | told
    headers = {"If-Match": shown.headers["ETag"]}
    return await proving.api.put(f"/evidence/{item}", json=body, headers=headers)


async def test_the_dates_of_an_accepted_version_only_become_stricter(proving: Any) -> None:
    item = await proving.item(**ITEM)
    link = await proving.linked(item)
    # Nobody has relied on it yet.
    assert (await correct(proving, item, valid_until="2027-12-31")).status_code == 200
    assert (await correct(proving, item)).status_code == 200
    await proving.reach("dokumen")
    assert (await proving.review(link, "accepted")).status_code == 201
    for told, pointer in (
        ({"valid_until": "2027-12-31"}, "/valid_until"),
        ({"valid_until": None}, "/valid_until"),
        ({"effective_date": "2025-06-01"}, "/effective_date"),
        ({"period": "2026"}, "/period"),
    ):
        refused = await correct(proving, item, **told)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, pointer)
    kept = (await proving.api.get(f"/evidence/{item}")).json()["newest"]
    assert (kept["effective_date"], kept["valid_until"]) == ("2025-01-01", "2026-12-31")
    assert (await correct(proving, item, title="Judul yang benar")).status_code == 200
    assert (await correct(proving, item, valid_until="2026-06-30")).status_code == 200
    assert (await correct(proving, item, valid_until="2026-12-31")).status_code == 409


async def test_a_newer_version_has_its_own_dates(proving: Any) -> None:
    item = await proving.item(**ITEM)
    link = await proving.linked(item)
    await proving.reach("dokumen")
    await proving.review(link, "accepted")
    record = {"origin": "record", "system": "jdih", "reference": "perbup-perubahan"}
    added = await proving.api.post(
        f"/evidence/{item}/versions", json={"source": record, "valid_until": "2030-12-31"}
    )
    assert added.status_code == 201, added.text
    # Nobody reviewed that one: its dates are corrected as before.
    again = await correct(proving, item, effective_date=None, valid_until="2031-12-31")
    assert again.status_code == 200, again.text
    (shown,) = await proving.shown()
    assert shown["version"]["valid_until"] == "2026-12-31"
