"""What comes in from outside is refused as a problem, and holds up nobody else."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.component.scoring.publishing import KEY, publish, score, set_keys
from tests.component.scoring.region import SPBE
from tests.support.waiting import comes

from scoring.publication.api import routes
from scoring.publication.domain.signing_keys import Keys
from scoring.results.domain.flaw import flaw_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NATIONAL = f"/results/{SPBE}/national"
SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(score)
    return service


@pytest.mark.parametrize(
    "body",
    [
        r'[{"tahun":"2026","nilai":{"\ud800":"1"}}]',
        r'[{"tahun":"2026","nama_instansi":"\ud800","nilai":{"indeks":"1"}}]',
        r'[{"tahun":"2026","nilai":{"indeks":"1\ud800"}}]',
        '[{"tahun":"2026","kode":' + "[" * 9_000 + "]" * 9_000 + ',"nilai":{"indeks":"1"}}]',
    ],
    ids=["key", "text", "number", "depth"],
)
async def test_broken_json_is_refused(story: Service, body: str) -> None:
    answer = await story.api.post(NATIONAL, content=body, headers={"Content-Type": JSON})

    assert answer.status_code == 400, answer.text


def sheet(book: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """Return a workbook whose first sheet has other bytes in some places."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            for before, after in more if name == SHEET else ():
                assert before in content
                content = content.replace(before, after)
            new.writestr(name, content)
    return made.getvalue()


def many_parts() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(8_000):
            archive.writestr(f"{number:x}", b"")
    return made.getvalue()


@pytest.fixture(scope="module")
def book() -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - only what makes the files needs it

    made = Workbook()
    made.worksheets[0].append(("a", "indeks"))
    made.worksheets[0].append(("b", "2"))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["cells", "last row", "parts"])
async def test_a_hostile_workbook_is_refused_and_holds_up_nobody(
    story: Service, book: bytes, kind: str
) -> None:
    hostile = {
        "cells": sheet(book, (END, b"<row>" + b"<c><v>1</v></c>" * 900_000 + b"</row>" + END)),
        "last row": sheet(
            book,
            (b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
            (END, b'<row r="1048576"><c><v>1</v></c></row>' + END),
        ),
        "parts": many_parts(),
    }[kind]
    # It took many minutes, or the memory.
    headers = {"Content-Type": XLSX}
    refusing = asyncio.create_task(story.api.post(NATIONAL, content=hostile, headers=headers))
    other = await story.api.get(f"/scores/{SPBE}")
    answer = await comes(refusing)

    assert answer.status_code in (400, 422), answer.text
    assert other.status_code == 200


async def test_what_no_workbook_can_hold_does_not_keep_a_result_from_its_publication(
    story: Service,
) -> None:
    for reason in ("a\uffff\ufffe_x0041_", "_x0041_"):
        made = await publish(story, reason=reason)
        checked = await story.api.get(f"/results/{SPBE}/{made['revision']}/verify")

        assert (made["reason"], checked.json()["whole"]) == (reason, True)


async def test_a_package_is_verified_while_no_connection_is_held(
    story: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = story.api._transport.app.state.database  # type: ignore[attr-defined]  # httpx hides its app
    held: list[int] = []

    def verify(*_: object, deadline: object) -> None:
        assert deadline is not None
        held.append(database.engine.pool.checkedout())
        raise flaw_found("result.json", "revision", expected="1", found="2")

    monkeypatch.setattr(routes, "verify_package", verify)
    answer = await story.api.post(
        "/results/verify", content=b"PK", headers={"Content-Type": "application/zip"}
    )

    assert answer.status_code == 200, answer.text
    assert held == [0]


async def test_of_many_defects_the_rest_is_counted(story: Service) -> None:
    values = {f"X{number}": "1" for number in range(250)}
    body = [{"tahun": "2026", "nilai": {"indeks": "2.5", **values}}]
    answer = await story.api.post(NATIONAL, json=body)

    assert answer.status_code == 422, answer.text
    assert len(answer.json()["errors"]) == 100
    assert answer.json()["more_errors"] == 150
