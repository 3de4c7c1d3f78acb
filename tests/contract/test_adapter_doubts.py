"""What a source does not say, takes back or writes unreadably never looks better than it is."""

import json
from typing import Any

import pytest
from tests.contract.recordings import a_source, errors, observed, payload, read, recorded

from integration.facts.domain.fact import Observation
from integration.sources.domain.source import Options, System

_QUARTER = "accountability.achievement 2026-Q1"
_RECORDED = "accountability.achievement_recorded 2026-Q1"


def achieved(number: int, **changes: Any) -> dict[str, Any]:
    row = json.loads(payload("e-sakip", "capaian-1"))["data"][0]
    own = {"id": number, "indikator": {**row["indikator"], "id": number}}
    return {**row, "target": "100", **own, **changes}


async def facts_of(
    system: System, listing: str, rows: list[Any], **changes: Any
) -> tuple[dict[str, Observation], list[Any]]:
    """Read the recorded system with other rows in one listing: facts by name and period."""
    source = a_source(system, **changes)
    answers = {listing: instead(system, listing, rows)}
    if system == "e-program":  # without the rows of the recording that are broken on purpose
        budget = json.loads(payload(system, "sub-kegiatan"))["data"][:4]
        answers = {"sub-kegiatan": instead(system, "sub-kegiatan", budget)} | answers
    if system == "e-sakip":  # a key indicator that is open still, so that it need not be reported
        (one, *_) = json.loads(payload(system, "iku"))["data"]
        answers = {"iku": instead(system, "iku", [{**one, "status": "draf"}])} | answers
    found = await read(source, recorded(system, **answers))
    facts = {f"{item.key.fact} {item.key.period}": item for item in observed(source, found)}
    return facts, errors(found)


def instead(system: System, listing: str, rows: list[Any]) -> bytes:
    return json.dumps({**json.loads(payload(system, listing)), "data": rows}).encode()


async def quarter(*rows: dict[str, Any]) -> tuple[Observation, Observation]:
    facts, _ = await facts_of("e-sakip", "capaian-1", list(rows))
    return facts[_QUARTER], facts[_RECORDED]


@pytest.mark.parametrize("nothing", ["-", "--", "", " - ", "n/a", "N/A", "\u2013", None])
async def test_a_target_whose_realisation_is_nothing_is_not_reported(nothing: str | None) -> None:
    mean, recorded_fact = await quarter(
        achieved(1, realisasi="100"), achieved(2, realisasi=nothing)
    )
    assert (mean.status, mean.value) == ("absent", None)
    assert recorded_fact.value is False


@pytest.mark.parametrize("text", ["belum", "100 %", "1.5", "x", "nihil", True, ["100"]])
async def test_text_that_is_no_number_makes_what_rests_on_it_unknown(text: Any) -> None:
    mean, recorded_fact = await quarter(achieved(1, realisasi="100"), achieved(2, realisasi=text))
    assert (mean.status, mean.value) == ("unknown", None)
    assert (recorded_fact.status, recorded_fact.value) == ("unknown", None)
    assert mean.doubt is not None
    assert mean.doubt.text.id == (
        "Ada baris yang tidak dapat dibaca (achievement 2026-Q1:2). Yang terbaca: 100."
    )


def realised(number: int = 1, **changes: Any) -> dict[str, Any]:
    row = json.loads(payload("e-program", "realisasi"))["data"][0]
    amounts = {"rak": "100", "realisasi_anggaran": "80"}
    return {**row, "id_realisasi": number, "bulan": 1, **amounts, **changes}


async def month(*rows: dict[str, Any]) -> dict[str, Observation]:
    """Return the facts of January by their last name."""
    facts, _ = await facts_of("e-program", "realisasi", list(rows))
    return {
        name.removeprefix("budgeting.").removesuffix(" 2026-01"): fact
        for name, fact in facts.items()
        if name.endswith(" 2026-01")
    }


async def test_an_operand_that_is_taken_back_is_taken_back() -> None:
    facts = await month(realised())
    assert (facts["cash_plan"].value, facts["realisation"].value) == ("100", "80")
    facts = await month(realised(rak=None))
    assert (facts["cash_plan"].status, facts["realisation"].value) == ("absent", "80")


async def test_a_sum_lacks_no_part_that_is_not_stated() -> None:
    facts = await month(realised(), realised(2, kode_sbl="2.16.03.2.02.0099", rak="-"))
    assert (facts["cash_plan"].status, facts["realisation"].value) == ("absent", "160")


@pytest.mark.parametrize(
    ("key", "name"),
    [("realisasi_fisik", "physical_realisation"), ("target_fisik", "physical_target")],
)
async def test_physical_work_that_is_taken_back_has_no_mean(key: str, name: str) -> None:
    other = realised(2, kode_sbl="2.16.01.2.01.06")
    assert (await month(realised(), other))[name].status == "value"
    assert (await month({**realised(), key: None}, other))[name].status == "absent"


async def test_a_month_without_any_realisation_has_not_begun() -> None:
    assert await month(realised(realisasi_anggaran=None, realisasi_fisik="-")) == {}


async def test_a_key_that_is_not_there_is_not_a_value_that_is_taken_back() -> None:
    rows = [realised(), realised(2, kode_sbl="2.16.03.2.02.0099")]
    del rows[1]["rak"]
    facts = await month(*rows)
    assert facts["cash_plan"].status == "unknown"


@pytest.mark.parametrize("key", ["target", "arah"])
async def test_an_indicator_without_a_target_or_direction_leaves_the_mean_open(key: str) -> None:
    mean, recorded_fact = await quarter(
        achieved(1, realisasi="100"), achieved(2, realisasi="1", **{key: None})
    )
    assert mean.status == "absent"
    assert recorded_fact.value is True


@pytest.mark.parametrize(
    ("system", "listing", "key", "name"),
    [
        ("e-planning", "plafon1-all", "Jumlah1", "planning.ceiling_amount"),
        ("e-planning", "konsultasi", "Status", "planning.ict_consulted"),
        ("e-planning", "dokumen", "Status", "planning.renja_approved"),
        ("e-planning", "pertukaran", "Hasil", "planning.exchange_succeeded"),
        ("e-program", "sub-kegiatan", "pagu", "budgeting.ceiling_amount"),
        ("e-program", "pertukaran", "hasil", "budgeting.exchange_succeeded"),
    ],
)
async def test_whatever_is_taken_back_is_absent(
    system: System, listing: str, key: str, name: str
) -> None:
    row = json.loads(payload(system, listing))["data"][0]
    facts, _ = await facts_of(system, listing, [row])
    assert facts[f"{name} 2026"].status == "value"
    for nothing in (None, "-"):
        facts, found = await facts_of(system, listing, [{**row, key: nothing}])
        assert (facts[f"{name} 2026"].status, facts[f"{name} 2026"].value) == ("absent", None)
        assert not any(resource == listing for resource, *_ in found)


@pytest.mark.parametrize(
    "no_day",
    [
        "0000-00-00 00:00:00",
        "0000-00-00",
        "0001-01-01 00:00:00",
        "00/00/0000",
        "-",
        "--",
        "n/a",
        "",
    ],
)
async def test_documents_that_nobody_approved_yet_do_not_stop_a_source(no_day: str) -> None:
    row = json.loads(payload("e-planning", "dokumen"))["data"][0]
    rows = [
        {**row, "transid": number, "Judul": f"Renja {number}", "Status": 0, "TglSah": no_day}
        for number in range(1, 5)
    ]
    facts, found = await facts_of("e-planning", "dokumen", rows)
    assert not any(resource == "documents" for resource, *_ in found)
    assert facts["planning.renja_approved 2026"].value is False
    assert facts["planning.documents_published 2026"].value == "0"


async def test_a_day_that_is_none_is_no_day_of_a_dpa_or_of_a_publication() -> None:
    paper = json.loads(payload("e-program", "dpa"))["data"][0]
    facts, found = await facts_of("e-program", "dpa", [{**paper, "tanggal_dpa": "0000-00-00"}])
    assert facts["budgeting.dpa_issued 2026"].value is False
    document = json.loads(payload("e-sakip", "perjanjian-kinerja"))["data"][0]
    facts, found = await facts_of(
        "e-sakip", "perjanjian-kinerja", [{**document, "tanggal_publish": "0000-00-00 00:00:00"}]
    )
    assert facts["accountability.agreement_signed 2026"].value is False
    assert not any(resource == "documents" for resource, *_ in found)


async def test_the_limit_of_broken_rows_is_judged_over_the_own_rows() -> None:
    row = json.loads(payload("e-planning", "plafon1-all"))["data"][0]
    own = [{**row, "transid": number, "Kd_Keg": f"{number:02}"} for number in range(1, 6)]
    for broken in own[:2]:
        broken["Jumlah1"] = "x"
    # Other people's rows are as broken, and as many as one likes.
    others = [{**row, "transid": number, "OrgCd": "7.01.01"} for number in range(100, 150)]
    for broken in others[:40]:
        broken |= {"Jumlah1": "x", "Kd_Prog": None}
    source = a_source("e-planning")
    answer = instead("e-planning", "plafon1-all", [*own, *others])
    found = await read(source, recorded("e-planning", **{"plafon1-all": answer}))
    ceilings = next(item for item in found if item.resource == "ceilings/2026")
    codes = [error.code for error in ceilings.errors]
    assert (ceilings.rows, ceilings.own_rows) == (55, 5)
    assert (codes.count("not_a_number"), codes.count("unknown_unit")) == (2, 50)


@pytest.mark.parametrize(
    "parts",
    [
        {"Kd_Prog": "3"},
        {"Kd_Prog": 3},
        {"Kd_UrusanPrg": "02", "Kd_Prog": " 3"},
        {"Kd_UrusanPrg": 2, "Kd_BidangPrg": 16, "Kd_Prog": 3},
    ],
)
async def test_an_ict_programme_is_known_however_its_code_is_written(parts: dict[str, Any]) -> None:
    row = json.loads(payload("e-planning", "plafon1-all"))["data"][0]
    nobody = instead("e-planning", "konsultasi", [])
    source = a_source("e-planning")
    answers = {
        "plafon1-all": instead("e-planning", "plafon1-all", [{**row, **parts}]),
        "konsultasi": nobody,
    }
    found = await read(source, recorded("e-planning", **answers))
    facts = {item.key.fact: item for item in observed(source, found)}
    assert facts["planning.ict_consulted"].status == "absent"
    assert facts["planning.ict_amount"].value == "125000000"


@pytest.mark.parametrize("written", ["003", "TI", "3.0"])
async def test_a_code_that_cannot_be_one_proves_no_lack_of_ict(written: str) -> None:
    row = json.loads(payload("e-planning", "plafon1-all"))["data"][0]
    source = a_source("e-planning")
    answers = {
        "plafon1-all": instead("e-planning", "plafon1-all", [{**row, "Kd_Prog": written}]),
        "konsultasi": instead("e-planning", "konsultasi", []),
    }
    found = await read(source, recorded("e-planning", **answers))
    assert ("ceilings", "2026:91", "Kd_Prog", "not_a_code") in errors(found)
    facts = {item.key.fact: item for item in observed(source, found)}
    assert facts["planning.ict_consulted"].status == "unknown"


@pytest.mark.parametrize("registered", ["2.16.03", "2.16.3", "2.16"])
async def test_the_registration_may_write_a_programme_in_any_way(registered: str) -> None:
    row = json.loads(payload("e-program", "sub-kegiatan"))["data"][0]
    options = Options(number_format="indonesian", ict_programmes=(registered,))
    code = {"kode_sub_giat": "2.16.3.2.2.0007"}
    facts, _ = await facts_of("e-program", "sub-kegiatan", [{**row, **code}], options=options)
    assert facts["budgeting.ict_amount 2026"].value == facts["budgeting.ceiling_amount 2026"].value


async def test_one_sub_activity_in_two_writings_is_one() -> None:
    facts = await month(
        realised(kode_sbl="2.16.03.2.02.0007"), realised(2, kode_sbl="2.16.3.2.2.0007", rak="50")
    )
    assert facts["cash_plan"].status == "unknown"


async def test_a_member_that_stands_twice_in_a_row_is_an_error_of_that_row() -> None:
    whole = instead("e-sakip", "capaian-1", [achieved(1, realisasi="50"), achieved(2)])
    doubled = whole.replace(b'"realisasi": "50"', b'"realisasi": "50", "realisasi": "70"', 1)
    assert doubled != whole
    found = await read(a_source("e-sakip"), recorded("e-sakip", **{"capaian-1": doubled}))
    assert ("achievements", "2026-Q1:1", "realisasi", "written_twice") in errors(found)
    facts = {
        f"{item.key.fact} {item.key.period}": item for item in observed(a_source("e-sakip"), found)
    }
    assert (facts[_QUARTER].status, facts[_QUARTER].value) == ("unknown", None)


async def test_a_member_that_nobody_reads_may_stand_twice() -> None:
    whole = instead("e-sakip", "capaian-1", [achieved(1, catatan="a")])
    doubled = whole.replace(b'"catatan": "a"', b'"catatan": "a", "catatan": "b"', 1)
    found = await read(a_source("e-sakip"), recorded("e-sakip", **{"capaian-1": doubled}))
    assert [error for error in errors(found) if error[0] == "achievements"] == []
