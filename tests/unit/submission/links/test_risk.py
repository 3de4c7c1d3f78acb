"""When what proves an indicator does so no more."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kit.ids import new_id
from submission.campaigns.domain.stage_state import Act
from submission.evidence.domain.item import Dates, RecordSource, Version
from submission.links.domain.link import Link, Place, Proof, Review, Withdrawal, counting
from submission.links.domain.risk import (
    Held,
    IndicatorRisk,
    is_reviewed_level,
    link_risks,
    risks_of,
    two_years_after,
)

# Noon in WIB.
NOW = datetime(2030, 6, 15, 5, tzinfo=UTC)
MADE = Act("pembuat", datetime(2028, 1, 10, 5, tzinfo=UTC))
HELD = {"1": Held("4", datetime(2028, 2, 1, tzinfo=UTC))}


def link(code: str = "1", *, kind: Any = "regulation", **dates: date) -> Link:
    source = RecordSource(system="jdih", reference="1", sha256=None, adapter_version=None)
    version = Version(version=1, source=source, dates=Dates(**dates), note=None, added=MADE)  # type: ignore[arg-type]  # the names of its own dates
    return Link(
        link_id=new_id(),
        assessment_id=UUID(int=1),
        indicator_code=code,
        evidence_id=new_id(),
        place=Place(),
        stage="mandiri",
        made=MADE,
        proof=Proof(
            agency_code="9901",
            title="Judul",
            kind=kind,
            confidential=False,
            version=version,
            newest=1,
        ),
    )


def reviewed(made: Link, state: Any) -> Link:
    review = Review(number=1, stage="dokumen", state=state, reason="Ada.", reviewed=MADE)
    return replace(made, review=review)


def causes(*links: Link, held: Any = None, now: datetime = NOW) -> list[tuple[str, str]]:
    found = link_risks(links, held or {}, zone="Asia/Jakarta", now=now)
    return [(each.cause, each.since.isoformat()) for each in found]


def test_the_last_day_of_validity_is_still_good() -> None:
    assert causes(link(valid_until=date(2030, 6, 15))) == []
    assert causes(link(valid_until=date(2030, 6, 14))) == [("expired", "2030-06-15")]


def test_what_had_expired_before_it_was_linked_is_at_risk_since_it_was() -> None:
    assert causes(link(valid_until=date(2020, 1, 1))) == [("expired", "2028-01-10")]


def test_a_link_that_took_its_place_counts_unless_it_was_rejected_or_removed() -> None:
    old = link(valid_until=date(2030, 1, 1))
    newer = replace(link(), replaces=old.link_id)
    assert [*counting([old, newer])] == [newer]
    assert causes(old, newer) == []
    assert [each for each, _ in causes(old, reviewed(newer, "rejected"))] == ["expired", "rejected"]
    assert [each for each, _ in causes(old, replace(newer, removed=MADE))] == ["expired"]


def test_what_was_withdrawn_is_at_risk_since_that_day() -> None:
    made = link()
    told = Withdrawal(reason="Dicabut.", withdrawn=Act("a", datetime(2029, 12, 31, 18, tzinfo=UTC)))
    withdrawn = replace(made, proof=replace(made.proof, withdrawal=told))
    assert causes(withdrawn) == [("withdrawn", "2030-01-01")]


def test_a_review_record_is_too_old_on_the_day_on_which_it_is_two_years_old() -> None:
    record = link(kind="review", effective_date=date(2028, 6, 15))
    assert causes(record, held=HELD) == [("review_too_old", "2030-06-15")]
    younger = link(kind="review", effective_date=date(2028, 6, 16))
    assert causes(younger, held=HELD) == []
    # One young record is enough, and only levels that need one ask for it.
    assert causes(record, younger, held=HELD) == []
    assert causes(record, reviewed(younger, "rejected"), held=HELD) != []
    assert causes(record) == []
    assert causes(link(effective_date=date(2020, 1, 1)), held=HELD) == []


def test_a_record_without_a_date_says_nothing() -> None:
    assert causes(link(kind="review"), held=HELD) == []


@pytest.mark.parametrize("level", ["4", "5", "4.5"])
def test_levels_from_4_on_are_reviewed(level: str) -> None:
    assert is_reviewed_level(level, 4)


@pytest.mark.parametrize("level", ["3", "7/2", "n/a", None])
def test_others_are_not(level: str | None) -> None:
    assert not is_reviewed_level(level, 4)


def test_a_record_of_a_leap_day() -> None:
    assert two_years_after(date(2028, 2, 29)) == date(2030, 3, 1)
    assert two_years_after(date(2027, 2, 28)) == date(2029, 2, 28)


def test_an_indicator_names_all_its_causes_and_is_at_risk_since_the_first_day() -> None:
    first, second = link(valid_until=date(2030, 1, 1)), reviewed(link(), "rejected")
    found = link_risks([first, second, link("2")], {}, zone="Asia/Jakarta", now=NOW)
    (risk,) = risks_of(found)
    assert (risk.indicator_code, risk.since) == ("1", date(2028, 1, 10))
    assert risk.causes == ("expired", "rejected")
    assert {*risk.evidence_ids} == {first.evidence_id, second.evidence_id}


def test_what_was_at_risk_all_the_time_is_so_since_the_first_day() -> None:
    found = link_risks([link(valid_until=date(2030, 1, 1))], {}, zone="Asia/Jakarta", now=NOW)
    before = [IndicatorRisk("1", date(2029, 3, 1), ("rejected",), (new_id(),))]
    (risk,) = risks_of(found, before)
    assert (risk.since, risk.causes) == (date(2029, 3, 1), ("expired",))
