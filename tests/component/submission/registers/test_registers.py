"""Registers: codes are text, all rows or none, and what comes out goes in again."""

import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from openpyxl import Workbook

Bearer = Callable[..., dict[str, str]]
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = "code,name,short_name,kind,parent_code,valid_from,valid_until,is_assessed\n"
# A list as a city keeps it: codes of 6, 8 and 10 characters, one of 5, pseudo units, equal names,
# names with blanks at their ends.
LIST = """idopd,namaopd
000000,Seluruh Perangkat Daerah
010001,Sekretaris Daerah
011101,Bagian Pemerintahan\x20
030801,"Dinas Komunikasi, Informatika dan Statistik"
03080101,Sekretariat Dinas
0308010101,Sub Bagian Umum
140018,Dinas Penanaman Modal
14001801,Sekretariat
1400180101,Sub Bagian Umum
20001,Sekretariat DPRD
200010,Kelurahan Ubung
200011,Kelurahan Panjer
"""
SCHEME: dict[str, Any] = {"scheme": "6,8,10", "valid_from": "2020-01-01"}


async def take(
    service: Any, text: str | bytes, kind: str = CSV, headers: Any = None, **query: Any
) -> httpx.Response:
    answer: httpx.Response = await service.api.post(
        "/agencies/imports",
        content=text.encode() if isinstance(text, str) else text,
        headers={"Content-Type": kind} | (headers or {}),
        params=query,
    )
    return answer


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def parent(service: Any, code: str) -> str:
    return str((await service.api.get(f"/agencies/{code}")).json()["parent_code"])


async def test_list_of_a_city_is_taken_in_by_its_scheme(service: Any) -> None:
    done = await take(service, LIST, not_assessed="000000", **SCHEME)
    assert done.status_code == 200, done.text
    assert (done.json()["row_count"], done.json()["created_count"]) == (12, 12)
    assert [(each["row"], each["agency_code"]) for each in done.json()["warnings"]] == [
        (11, "20001")
    ]
    for code, above in (
        ("010001", "9901"),
        ("03080101", "030801"),
        ("0308010101", "03080101"),
        ("14001801", "140018"),
        ("20001", "9901"),
        ("200010", "9901"),
    ):
        assert await parent(service, code) == above
    below = await service.api.get("/agencies", params={"parent": "20001"})
    assert below.json()["items"] == []
    total = (await service.api.get("/agencies/000000")).json()
    assert (total["is_assessed"], total["name"]) == (False, "Seluruh Perangkat Daerah")
    assert (await service.api.get("/agencies/011101")).json()["name"] == "Bagian Pemerintahan"
    names = [
        (await service.api.get(f"/agencies/{code}")).json()["name"]
        for code in ("0308010101", "1400180101")
    ]
    assert names == ["Sub Bagian Umum"] * 2


async def test_a_total_that_is_assessed_is_warned_about(service: Any) -> None:
    done = (await take(service, LIST, **SCHEME)).json()
    assert "000000" in [each["agency_code"] for each in done["warnings"]]


async def test_without_a_scheme_nobody_is_below_by_a_prefix(service: Any) -> None:
    assert (await take(service, LIST, valid_from="2020-01-01")).status_code == 200
    assert await parent(service, "0308010101") == "9901"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_comes_out_goes_in_again_and_changes_nothing(service: Any, kind: str) -> None:
    await take(service, LIST, **SCHEME)
    file = await service.api.get(f"/agencies.{kind}")
    assert file.status_code == 200
    again = await take(service, file.content, file.headers["content-type"])
    assert again.status_code == 200, again.text
    assert (again.json()["unchanged_count"], again.json()["items"]) == (15, [])


async def test_preview_stores_nothing_and_is_what_is_done(service: Any) -> None:
    count = await service.count("agency_state")
    shown = await take(service, LIST, preview="true", **SCHEME)
    assert await service.count("agency_state") == count
    done = await take(service, LIST, **SCHEME)
    assert done.json() == shown.json() | {"is_preview": False}
    assert await service.count("agency_state") == count + 12


async def test_rows_stand_in_any_order(service: Any) -> None:
    rows = "B.1,Bawah,,unit,B,2020-01-01,,ya\nB,Atas,,agency,9901,2020-01-01,,ya\n"
    assert (await take(service, HEAD + rows)).status_code == 200
    assert await parent(service, "B.1") == "B"


async def test_no_row_ends_an_agency_or_lets_one_live_again(service: Any) -> None:
    await service.put_agency("9901.old", valid_until="2026-12-31")
    rows = (
        "9901.1,Satu,,agency,9901,2017-01-01,2026-12-31,ya\n"
        "9901.old,Lama,,agency,9901,2017-01-01,,ya\n"
    )
    answer = await take(service, HEAD + rows)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/rows/2/valid_until",
        "/rows/3/valid_until",
    ]
    kept = rows.replace("2017-01-01,2026-12-31", "2017-01-01,").replace(
        "Lama,,agency,9901,2017-01-01,", "Lama,,agency,9901,2017-01-01,2026-12-31"
    )
    assert (await take(service, HEAD + kept)).status_code == 200


async def test_one_wrong_row_stores_none(service: Any) -> None:
    count = await service.count("agency")
    rows = (
        "C.1,Baik,,agency,9901,2020-01-01,,ya\n"
        "C.2,,,agency,9901,2020-01-01,,ya\n"
        "C.3,Tiga,,dinas,9901,2020-13-01,,mungkin\n"
        "C.4,Empat,,agency,C.9,2020-01-01,,ya\n"
        "C.5,Lima,,agency,C.6,2020-01-01,2019-01-01,ya\n"
        "C.6,Enam,,agency,C.5,2020-01-01,,ya\n"
        "C.1,Lagi,,agency,9901,2020-01-01,,ya\n"
    )
    answer = await take(service, HEAD + rows)
    assert answer.status_code == 422
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers[:5] == [
        "/rows/3/name",
        "/rows/4/kind",
        "/rows/4/is_assessed",
        "/rows/4/valid_from",
        "/rows/5/parent_code",
    ]
    assert {
        "/rows/6/valid_until",
        "/rows/6/parent_code",
        "/rows/7/parent_code",
        "/rows/8/code",
    } <= {*pointers}
    assert await service.count("agency") == count


async def test_all_that_is_wrong_is_named_in_one_answer(service: Any) -> None:
    """A row with a wrong cell is checked in all else; what hangs on that cell is not guessed."""
    head = ("code", "name", "kind", "parent_code", "valid_from", "valid_until")
    file = workbook(
        head,
        ("C.1", "Satu", "agency", "C.9", "2020-13-01", "2019-01-01"),
        ("C.2", "=1+1", "agency", "C.8", "2020-01-01", None),
        ("C.3", "Tiga", "dinas", "9901", "2020-01-01", None),
        ("C.4", "Empat", "unit", "C.3", "2020-01-01", None),
        ("C.4", "Lagi", "unit", "C.7", "2020-01-01", None),
    )
    answer = await take(service, file, XLSX)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/rows/2/valid_from",
        "/rows/2/parent_code",
        "/rows/3/name",
        "/rows/3/parent_code",
        "/rows/4/kind",
        "/rows/6/code",
        "/rows/6/parent_code",
    ]


async def test_a_hundred_rows_are_named_and_the_rest_counted(service: Any) -> None:
    rows = "".join(f"D.{number},,,agency,9901,2020-01-01,,ya\n" for number in range(130))
    answer = (await take(service, HEAD + rows)).json()
    assert (len(answer["errors"]), answer["more_errors"]) == (100, 30)


async def test_a_number_is_no_code(service: Any) -> None:
    file = workbook(("code", "name", "valid_from"), (1.1, "Satu", "2020-01-01"))
    answer = await take(service, file, XLSX)
    assert answer.status_code == 422
    assert "A2" in answer.json()["errors"][0]["message"]
    text = workbook(("code", "name", "valid_from"), ("1.10", "Satu", "2020-01-01"))
    assert (await take(service, text, XLSX)).status_code == 200
    assert (await service.api.get("/agencies/1.10")).status_code == 200
    assert (await service.api.get("/agencies/1.1")).status_code == 404


async def test_own_place_is_decided_above(service: Any) -> None:
    rows = "9901,Sagara Wening,,regency,9901.1,2017-01-01,,ya\n"
    answer = await take(service, HEAD + rows)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/rows/2/parent_code"


async def test_what_lies_outside_is_taken_or_unknown(service: Any, bearer: Bearer) -> None:
    """A preview tells of no code elsewhere, and an import only when all else is right."""
    headers = bearer("coordinator", agency="9901.1")
    hidden_row, free = "9901.2,Dua,,unit,9901.1,2020-01-01,,ya\n", "F,F,,unit,9901.1,2020-01-01,,\n"
    wrong = "E,E,,unit,9901.9,2020-01-01,,ya\n"
    answer = await take(service, HEAD + hidden_row + wrong, headers=headers)
    assert answer.status_code == 422
    # What is below another agency with the code is hidden too.
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/rows/3/parent_code"}
    for preview in (hidden_row, hidden_row.lower(), free):
        answer = await take(service, HEAD + preview, headers=headers, preview="true")
        assert (answer.status_code, answer.json()["created_count"]) == (200, 1)
    answer = await take(service, HEAD + hidden_row, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "/rows/2/code")
    both = await take(service, HEAD + hidden_row + free, headers=headers)
    assert (both.status_code, [each["pointer"] for each in both.json()["errors"]]) == (
        409,
        ["/rows"],
    )
    assert (await service.api.get("/agencies/F", headers=headers)).status_code == 404
    hidden = await take(service, HEAD, headers=headers, under="9901.2")
    assert hidden.status_code == 404
    own = await service.api.get("/agencies.csv", headers=headers)
    assert "9901.2" not in own.text


@pytest.mark.parametrize("name", ["\u0301", "\ue000", "\u200b", "a\u202eb", "--", "\u00a0"])
async def test_names_are_those_that_a_single_agency_can_have(service: Any, name: str) -> None:
    for column, row in (("name", f"N1,{name},,"), ("short_name", f"N1,Nama,{name},")):
        answer = await take(service, f"{HEAD}{row}agency,9901,2020-01-01,,\n")
        if column == "short_name" and not name.strip():
            assert answer.status_code == 200  # nothing stands in it
            continue
        assert answer.status_code == 422, answer.text
        assert [each["pointer"] for each in answer.json()["errors"]] == [f"/rows/2/{column}"]


async def test_codes_that_differ_in_case_only_are_one(service: Any) -> None:
    def row(code: str) -> str:
        return f"{code},A,,agency,9901,2020-01-01,,\n"

    for preview in ("true", "false"):
        answer = await take(service, HEAD + row("x.k1") + row("X.K1"), preview=preview)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["pointer"]) == (422, "/rows/3/code")
        assert "x.k1" in error["message"]
    assert (await take(service, HEAD + row("x.k1"))).status_code == 200
    assert (await take(service, HEAD + row("X.k1"), preview="true")).status_code == 422
    body = {
        "name": "A",
        "agency_kind": "agency",
        "parent_code": "9901",
        "valid_from": "2020-01-01",
    }
    put = await service.api.put("/agencies/X.K1", json=body, headers={"If-None-Match": "*"})
    assert (put.status_code, put.json()["errors"][0]["pointer"]) == (409, "path/agency_code")


async def test_other_files_are_refused(service: Any) -> None:
    assert (await take(service, "x", "application/json")).status_code == 415
    assert (await take(service, b"\xff\xfe", CSV)).status_code == 400
    assert (await take(service, b"no workbook", XLSX)).status_code == 400
    assert (await take(service, "kode,lain\n1,2\n")).status_code == 422
    assert (await take(service, HEAD, scheme="8,6")).status_code == 422


async def test_imported_states_are_history_and_events(service: Any) -> None:
    rows = "9901.1,Nama dari daftar,,agency,9901,2017-01-01,,ya\n"
    assert (await take(service, HEAD + rows)).json()["changed_count"] == 1
    events = await service.said("submission.agency", count=4)
    assert events[-1].name == "Nama dari daftar"
    history = (await service.api.get("/agencies/9901.1/history")).json()["items"]
    assert [each["change"] for each in history] == ["created", "imported"]


async def test_codes_and_places_are_those_of_a_single_agency(service: Any) -> None:
    await service.put_agency("9901.3", valid_until="2020-12-31")
    places = (("9901..a", "9901"), ("9901.4", "9901.3"), ("9901.5.", "9901"))
    rows = "".join(f"{code},Nama,{above},2020-01-01\n" for code, above in places)
    answer = await take(service, "code,name,parent_code,valid_from\n" + rows)
    assert answer.status_code == 422
    wrong = [each["pointer"] for each in answer.json()["errors"]]
    assert wrong == ["/rows/2/code", "/rows/3/parent_code", "/rows/4/code"]
