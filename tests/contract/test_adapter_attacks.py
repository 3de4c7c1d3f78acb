"""Rows that were made to look better than they are: none of them turns a fact green."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.recordings import payload
from tests.contract.test_adapter_doubts import achieved, facts_of, month, quarter, realised

_SPELLINGS = ("-", " -- ", "---", "\u2013", "\u2014", "N.A.", "NA", "Null", "\u00a0", "\t", None)
_KEY = "2.16.03.2.02.0099"


@pytest.mark.parametrize("nothing", _SPELLINGS)
@pytest.mark.parametrize(
    ("key", "name"), [("rak", "cash_plan"), ("realisasi_anggaran", "realisation")]
)
async def test_an_operand_that_is_cleared_in_any_spelling_is_gone(
    nothing: str | None, key: str, name: str
) -> None:
    cleared: dict[str, Any] = {key: nothing}
    facts = await month(realised(**cleared))
    assert (facts[name].status, facts[name].value) == ("absent", None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(min_size=1, max_size=6))
async def test_whatever_stands_for_a_realisation_never_makes_the_mean_better(text: str) -> None:
    """Beside 50 of 100: a number counts as it is, nothing is not reported, the rest is unknown."""
    mean, recorded_fact = await quarter(achieved(1, realisasi="50"), achieved(2, realisasi=text))
    if mean.status == "value":
        assert any(character.isdecimal() for character in text)
    else:
        assert mean.value is None
        assert recorded_fact.value is not True


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(
    "changes",
    [
        {"rak": None},
        {"realisasi_anggaran": "80,01"},
        {"realisasi_anggaran": "-80"},
        {"rak": "100", "realisasi_anggaran": "-"},
        {"rak": "seratus"},
    ],
)
async def test_of_two_rows_under_one_key_neither_is_believed(
    changes: dict[str, Any], *, is_turned: bool
) -> None:
    rows = [realised(), realised(2, **changes)]
    facts = await month(*(reversed(rows) if is_turned else rows))
    wrong = {name: fact for name, fact in facts.items() if name in ("cash_plan", "realisation")}
    assert wrong
    assert any(fact.status == "unknown" for fact in wrong.values())
    for name, fact in wrong.items():
        assert fact.status == "unknown" or fact.value in ("100", "80"), name


@pytest.mark.parametrize(
    "written", ["80,00", "80.000.000,00", " 80 ", 80], ids=["comma", "millions", "blanks", "number"]
)
async def test_the_same_row_in_another_writing_counts_once_or_not_at_all(written: Any) -> None:
    facts = await month(realised(), realised(2, realisasi_anggaran=written))
    assert facts["realisation"].value in ("80", None)


async def test_three_rows_of_which_two_agree_are_a_contradiction_still() -> None:
    rows = [realised(), realised(2), realised(3, realisasi_anggaran="70")]
    assert (await month(*rows))["realisation"].status == "unknown"


@pytest.mark.parametrize("written", ["00000000012", "0012", "12"])
async def test_a_month_of_many_digits_is_that_month(written: str) -> None:
    facts, wrong = await facts_of("e-program", "realisasi", [realised(bulan=written)])
    assert wrong == []
    january = facts.get("budgeting.realisation 2026-01")
    assert january is None or january.status == "absent", "a December that is read as a January"


@pytest.mark.parametrize("written", ["99999999999999999999", "1e1", "1.0", "\u0661", "+1", "0x1"])
async def test_what_is_no_month_is_a_broken_row(written: str) -> None:
    _, wrong = await facts_of("e-program", "realisasi", [realised(bulan=written)])
    assert wrong


async def test_a_second_code_set_under_an_id_of_its_own_is_not_added() -> None:
    rows = [realised(), realised(2, kode_sbl=_short(realised()["kode_sbl"]))]
    facts = await month(*rows)
    assert facts["realisation"].value in ("80", None)


def _short(code: str) -> str:
    """Return a sub-activity as the other code set writes its last part: 01 for 0001."""
    head, _, last = code.rpartition(".")
    return f"{head}.{int(last):02}"


def test_the_recording_is_what_these_cases_start_from() -> None:
    row = json.loads(payload("e-program", "realisasi"))["data"][0]
    assert {"kode_sbl", "bulan", "rak", "realisasi_anggaran"} <= row.keys()
    assert realised(2, kode_sbl=_KEY)["kode_sbl"] == _KEY
