"""Indicators about a sector of public service name it; it is kept, shown and inherited."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from openpyxl import load_workbook
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.stages.conftest import REASONS, Evaluation, people

from contracts.events.edition import EditionPublishedV1
from rules.assessment_state import AssessmentState, StateDecision, state_hash

EDITION = "permenpanrb-59-2020"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = ("edition_code", "period", "agency_code", "track", "stage")
# The newest decision once more, without the mark that its text begins with the sector.
BY_AN_EARLIER_RELEASE = """
    INSERT INTO level_decision SELECT (jsonb_populate_record(decided, jsonb_build_object(
        'revision', revision + 1, 'said', said & 63))).* FROM level_decision AS decided
"""
CODES = {"1": "1", "2": "45", "P": "46"}


def sectoral(edition: EditionPublishedV1) -> EditionPublishedV1:
    """Return an edition with the indicators 1, 45 and 46, all in levels."""
    nodes = tuple(
        msgspec.structs.replace(node, code=CODES[node.code], scale_code="levels")
        if node.kind == "indicator"
        else node
        for node in edition.nodes
    )
    return msgspec.structs.replace(
        edition, edition_code=EDITION, content_hash="d" * 64, nodes=nodes
    )


class Answering(Evaluation):
    """An evaluation whose answers name sectors."""

    async def put(
        self, path: str, level: str, role: str = "data_entry", **told: Any
    ) -> tuple[int, Any]:
        """Decide at a path; `told`: more of the body."""
        seen = await self.service.api.get(f"{self.address}{path}")
        answer = await self.service.api.put(
            f"{self.address}{path}",
            json={"level": level, "reasons": REASONS} | told,
            headers=self.by(role) | {"If-Match": seen.headers["etag"]},
        )
        return answer.status_code, answer.json()

    async def get(self, path: str) -> Any:
        """Read something of the assessment."""
        return (await self.service.api.get(f"{self.address}{path}")).raise_for_status().json()


@pytest.fixture
async def evaluation(
    service: Any, bearer: Bearer, edition: Callable[..., EditionPublishedV1]
) -> Answering:
    """An evaluation of an agency below the region; nothing is answered yet."""
    return Answering(service, await service.once(_open, edition), people(bearer, "9901.1"))


async def _open(service: Any, edition: Callable[..., EditionPublishedV1]) -> str:
    await service.hear(sectoral(edition()))
    opened = await service.open_campaign(
        agency_codes=["9901.1"], edition_code=EDITION, derivation_set_version=None
    )
    assert opened.status_code == 201, opened.text
    return f"/assessments/{await service.assessment(agency='9901.1')}"


async def test_a_sector_is_kept_shown_and_in_the_history(evaluation: Any) -> None:
    status, answer = await evaluation.put("/answers/45", "2", sector="Kesehatan")
    assert (status, answer["sector"]) == (200, "Kesehatan")
    kept, again = await evaluation.put("/answers/45", "2", sector="Kesehatan")
    assert (kept, again["revision"]) == (200, answer["revision"])
    _, other = await evaluation.put("/answers/45", "2", sector="Pendidikan")
    assert (other["sector"], other["revision"]) == ("Pendidikan", answer["revision"] + 1)
    history = (await evaluation.get("/answers/45/history"))["items"]
    assert [each["sector"] for each in history] == ["Pendidikan", "Kesehatan"]
    (shown,) = (await evaluation.get("/stages/mandiri/levels"))["items"]
    assert shown["sector"] == "Pendidikan"
    assert (await evaluation.get(""))["answers"][0]["sector"] == "Pendidikan"


async def told(evaluation: Any) -> list[str]:
    """Return the explanations of all events of levels."""
    decided = await evaluation.service.count("level_decision")
    said = await evaluation.service.said("submission.assessment", count=1 + decided)
    return [each.explanation for each in said if each.TYPE == "submission.level.decided.v2"]


async def test_the_text_that_leaves_begins_with_the_sector(evaluation: Any) -> None:
    """A result for 45 to 47 means nothing without it: event, hash, record and package carry it."""
    _, answer = await evaluation.put("/answers/45", "2", sector="Kesehatan")
    assert answer["explanation"].startswith("Fakta: ")
    state = await evaluation.get("/stages/mandiri/state")
    (decision,) = state["decisions"]
    assert decision["explanation"] == f"Sektor: Kesehatan\n\n{answer['explanation']}"
    assert await told(evaluation) == [decision["explanation"]]
    await evaluation.reach("dokumen")
    await evaluation.put(
        "/stages/dokumen/levels/45", "3", "external_assessor", reasons=None, explanation="Ada."
    )
    assert (await told(evaluation))[-1] == "Sektor: Kesehatan\n\nAda."


async def test_what_is_stored_keeps_its_text_and_its_hash(evaluation: Any) -> None:
    """A decision of an earlier release left without its sector, and stays so."""
    await evaluation.put("/answers/45", "2", sector="Kesehatan")
    now = await evaluation.get("/stages/mandiri/state")
    await evaluation.service.execute(BY_AN_EARLIER_RELEASE)
    await evaluation.service.execute("UPDATE assessment SET revision = revision + 1")
    answer = await evaluation.get("/answers/45")
    old = await evaluation.get("/stages/mandiri/state")
    (decision,) = old["decisions"]
    assert decision["explanation"] == answer["explanation"]
    about = {name: old[name] for name in ABOUT}
    state = AssessmentState(
        assessment_id=UUID(old["assessment_id"]), decisions=[StateDecision(**decision)], **about
    )
    assert old["state_hash"] == state_hash(state) != now["state_hash"]
    assert decision["revision"] == now["decisions"][0]["revision"] + 1
    _, again = await evaluation.put("/answers/45", "2", sector="Kesehatan")
    assert again["revision"] == answer["revision"]
    assert (await evaluation.get("/stages/mandiri/state"))["state_hash"] == old["state_hash"]
    await evaluation.put("/answers/45", "3", sector="Kesehatan")
    *_, last = await evaluation.service.said("submission.assessment", count=3)
    assert last.explanation.startswith("Sektor: Kesehatan\n\n")


async def test_the_whole_text_has_a_bound(evaluation: Any) -> None:
    long = {"reasons": None, "explanation": "a" * 19_990}
    status, _ = await evaluation.put("/answers/1", "2", **long)
    assert status == 200
    status, refused = await evaluation.put("/answers/45", "2", sector="Kesehatan", **long)
    assert (status, refused["errors"][0]["pointer"]) == (422, "/explanation")
    parts = dict.fromkeys(("fakta", "analisis", "pembuktian", "justifikasi"), "a" * 6_000)
    status, refused = await evaluation.put("/answers/1", "2", reasons=parts)
    assert (status, refused["errors"][0]["pointer"]) == (422, "/reasons")


async def test_a_sector_that_is_not_said_stays(evaluation: Any) -> None:
    await evaluation.put("/answers/45", "2", sector="Kesehatan")
    _, same = await evaluation.put("/answers/45", "2")
    _, higher = await evaluation.put("/answers/45", "3")
    assert (same["sector"], higher["sector"]) == ("Kesehatan", "Kesehatan")
    assert higher["revision"] == same["revision"] + 1


async def test_only_indicators_that_ask_for_it_take_a_sector(evaluation: Any) -> None:
    status, refused = await evaluation.put("/answers/1", "2", sector="Kesehatan")
    assert (status, refused["errors"][0]["pointer"]) == (422, "/sector")
    for wrong in ("", " ", 7, "x" * 301, "dua\nbaris"):
        status, _ = await evaluation.put("/answers/45", "2", sector=wrong)
        assert status == 400


async def test_a_stage_is_complete_with_different_sectors(evaluation: Any) -> None:
    await evaluation.put("/answers/1", "2")
    await evaluation.put("/answers/45", "2", sector="Kesehatan")
    await evaluation.put("/answers/46", "2")
    refused = await evaluation.submit("mandiri", "coordinator")
    assert refused.status_code == 409
    assert "belum menyebut sektor layanan publik" in refused.json()["detail"]
    await evaluation.put("/answers/46", "2", sector="kesehatan ")
    refused = await evaluation.submit("mandiri", "coordinator")
    assert "menyebut sektor yang sama dengan indikator lain" in refused.json()["detail"]
    await evaluation.put("/answers/46", "2", sector="Perhubungan")
    assert (await evaluation.submit("mandiri", "coordinator")).status_code == 200


async def test_a_later_stage_inherits_the_sector_with_the_level(evaluation: Any) -> None:
    await evaluation.put("/answers/45", "2", sector="Kesehatan")
    await evaluation.reach("dokumen")
    path = "/stages/dokumen/levels/45"
    inherited = await evaluation.get(path)
    assert (inherited["sector"], inherited["inherited"]) == ("Kesehatan", True)
    _, own = await evaluation.put(path, "3", "external_assessor")
    assert (own["sector"], own["inherited"]) == ("Kesehatan", False)
    _, other = await evaluation.put(path, "3", "external_assessor", sector="Pendidikan")
    assert other["sector"] == "Pendidikan"
    by_stage = (await evaluation.get("/indicators"))["items"][1]["stages"]
    assert [each["sector"] for each in by_stage[:3]] == ["Kesehatan", "Pendidikan", "Pendidikan"]


async def test_the_table_has_a_column_for_it(evaluation: Any) -> None:
    await evaluation.put("/answers/45", "2", sector="Kesehatan")
    path = f"{evaluation.address}/stages/mandiri/levels.xlsx"
    by = evaluation.by("data_entry")
    found = await evaluation.service.api.get(path, headers=by)
    book = load_workbook(io.BytesIO(found.content))
    sheet = book["jawaban"]
    heading = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    row = {sheet.cell(each, heading["kode"]).value: each for each in range(2, sheet.max_row + 1)}
    assert sheet.cell(row["45"], heading["sektor"]).value == "Kesehatan"
    sheet.cell(row["45"], heading["sektor"]).value = "Pendidikan"
    sheet.cell(row["46"], heading["tingkat"]).value = "2"
    sheet.cell(row["46"], heading["penjelasan"]).value = "Ada."
    sheet.cell(row["46"], heading["sektor"]).value = "Perhubungan"
    out = io.BytesIO()
    book.save(out)
    headers = by | {"Content-Type": XLSX}
    put = await evaluation.service.api.put(path, content=out.getvalue(), headers=headers)
    assert put.status_code == 200, put.text
    sectors = {each["indicator_code"]: each["sector"] for each in put.json()["decided"]}
    assert sectors == {"45": "Pendidikan", "46": "Perhubungan"}
    sheet.cell(row["1"], heading["sektor"]).value = "Kesehatan"
    sheet.cell(row["1"], heading["tingkat"]).value = "2"
    sheet.cell(row["1"], heading["penjelasan"]).value = "Ada."
    out = io.BytesIO()
    book.save(out)
    refused = await evaluation.service.api.put(path, content=out.getvalue(), headers=headers)
    assert refused.status_code == 422
    assert "sektor" in refused.json()["errors"][0]["pointer"]


async def test_a_later_table_shows_why_and_of_which_sector_the_stage_before_decided(
    evaluation: Any,
) -> None:
    """These columns go out and come back; a changed cell of them is named, never left out."""
    await evaluation.put("/answers/45", "2", sector="Kesehatan")
    await evaluation.put("/answers/1", "2", reasons=None, explanation="Ada.")
    await evaluation.reach("dokumen")
    path = f"{evaluation.address}/stages/dokumen/levels.xlsx"
    by = evaluation.by("external_assessor")
    api = evaluation.service.api
    book = load_workbook(io.BytesIO((await api.get(path, headers=by)).content))
    sheet = book["jawaban"]
    heading = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    row = {sheet.cell(each, heading["kode"]).value: each for each in range(2, sheet.max_row + 1)}

    def at(code: str, name: str) -> Any:
        return sheet.cell(row[code], heading[name])

    async def take() -> Any:
        out = io.BytesIO()
        book.save(out)
        return await api.put(path, content=out.getvalue(), headers=by | {"Content-Type": XLSX})

    shown = {name: at("45", f"{name}_sebelumnya").value for name in (*REASONS, "sektor")}
    assert shown == REASONS | {"sektor": "Kesehatan"}
    assert at("1", "penjelasan_sebelumnya").value == "Ada."
    assert (at("45", "fakta").value, at("46", "sektor_sebelumnya").value) == (None, None)
    same = await take()
    assert (same.status_code, same.json()["decided"]) == (200, [])
    at("45", "analisis_sebelumnya").value = "Ditulis di kolom yang salah."
    at("1", "tingkat_sebelumnya").value = "4"
    at("46", "sektor_sebelumnya").value = "Perhubungan"
    refused = await take()
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {
        f"/rows/{row['45']}/analisis_sebelumnya",
        f"/rows/{row['1']}/tingkat_sebelumnya",
        f"/rows/{row['46']}/sektor_sebelumnya",
    }


async def test_a_draft_keeps_what_is_typed_of_it(evaluation: Any) -> None:
    path = f"{evaluation.address}/stages/mandiri/drafts/45"
    by = evaluation.by("data_entry") | {"If-Match": '"0"'}
    for sector in ("Kese", "", None):
        kept = await evaluation.service.api.put(path, json={"sector": sector}, headers=by)
        assert (kept.status_code, kept.json()["content"]) == (200, {"sector": sector})
        by["If-Match"] = kept.headers["etag"]
