"""What a source leaves out, or contradicts by itself, is missed and not passed over."""

import json
from typing import Any

import pytest
from tests.contract.recordings import payload
from tests.contract.test_adapter_doubts import facts_of, month, realised


async def test_physical_work_of_a_part_of_the_budget_has_no_mean() -> None:
    """Who leaves a sub-activity out, or reports one without a budget, looks no better by that."""
    other, foreign = "2.16.01.2.01.06", "2.16.01.2.01.0099"
    for rows in (
        [realised()],
        [realised(), realised(2, kode_sbl=other), realised(3, kode_sbl=foreign)],
    ):
        facts = await month(*rows)
        assert facts["physical_realisation"].status == "absent"
        assert facts["physical_target"].status == "absent"
        assert facts["realisation"].status == "value"


@pytest.mark.parametrize("amount", ["0.750", "0.080"])
async def test_a_fraction_is_not_taken_for_thousands(amount: str) -> None:
    other = realised(2, kode_sbl="2.16.01.2.01.06")
    facts = await month(realised(realisasi_anggaran=amount), other)
    assert (facts["realisation"].status, facts["realisation"].value) == ("unknown", None)


async def test_minutes_whose_day_was_taken_back_may_be_the_newest() -> None:
    row = json.loads(payload("e-planning", "konsultasi"))["data"][0]
    agreed = {**row, "TglBA": "2026-02-03", "Status": 1}
    refused = {**row, "transid": "29", "NoBA": "BA/9/2026", "Status": 0}
    for day, expected in (("2026-03-03", False), (None, None), ("1970-01-01", None)):
        rows = [agreed, {**refused, "TglBA": day}]
        facts, _ = await facts_of("e-planning", "konsultasi", rows)
        assert facts["planning.ict_consulted 2026"].value is expected


@pytest.mark.parametrize("years", [(2029, 2025), ("2027", "2024")])
async def test_a_key_indicator_whose_years_contradict_each_other_is_not_left_out(
    years: tuple[Any, Any],
) -> None:
    row = json.loads(payload("e-sakip", "iku"))["data"][0]
    period = dict(zip(("tahun_mulai", "tahun_akhir"), years, strict=True))
    wrong = {**row, "id": 53, "status": "draf", "periode": period}
    facts, found = await facts_of("e-sakip", "iku", [row])
    assert facts["accountability.iku_set 2026"].value is True
    facts, found = await facts_of("e-sakip", "iku", [row, wrong])
    assert facts["accountability.iku_set 2026"].status == "unknown"
    assert ("key-indicators", "2025-2029:53", "periode.tahun_akhir", "out_of_range") in found


@pytest.mark.parametrize("unsaid", [None, "-"])
async def test_a_budget_of_which_nobody_says_whether_it_is_locked_is_not_left_out(
    unsaid: str | None,
) -> None:
    rows = json.loads(payload("e-program", "sub-kegiatan"))["data"]
    budget = [rows[0], {**rows[3], "kunci_bl": unsaid}]
    facts, _ = await facts_of("e-program", "sub-kegiatan", budget)
    assert facts["budgeting.ceiling_amount 2026"].status == "absent"
    # It would not count in any case: a later one of the same sub-activity is locked.
    facts, _ = await facts_of(
        "e-program", "sub-kegiatan", [{**rows[0], "kunci_bl": unsaid}, rows[1]]
    )
    assert facts["budgeting.ceiling_amount 2026"].value == "1500000.5"
