"""What follows from a reorganisation: the declared rules, without a database."""

from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rules.period import parse_period
from submission.agencies.domain import Agency, AgencyRevision
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import Campaign, KeptCampaign, Participants
from submission.reorganisations.domain.effects import RULES, Subject
from submission.reorganisations.domain.plan import plan_of
from submission.reorganisations.domain.request import Closure, Merger, Part, Split
from submission.reorganisations.domain.situation import Plan, Situation

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2026, 7, 1)


def agency(code: str, **more: Any) -> Agency:
    state: dict[str, Any] = {
        "code": code,
        "name": code,
        "short_name": None,
        "kind": "agency",
        "parent_code": "R",
        "valid_from": date(2017, 1, 1),
        "valid_until": None,
    }
    return Agency(**state | more)


def kept(code: str, **more: Any) -> AgencyRevision:
    return AgencyRevision(agency=agency(code, **more), revision=1, changed_at=NOW)


def campaign(code: str, period: str, *, opened_at: datetime = NOW) -> KeptCampaign:
    about = Campaign(
        code=code,
        agency_code="R",
        name=code,
        kind="evaluation",
        edition_code="spbe",
        derivation_set_version=None,
        period=parse_period(period),
    )
    return KeptCampaign(
        campaign=about,
        participants=Participants(),
        state="open",
        assessment_count=1,
        opened_at=opened_at,
    )


def assessment(number: int, code: str, of: KeptCampaign) -> Assessment:
    return Assessment(
        assessment_id=UUID(int=number),
        campaign_code=of.campaign.code,
        agency_code=code,
        edition_code=of.campaign.edition_code,
        derivation_set_version=None,
        period=of.campaign.period.code,
        revision=1,
        opened_at=NOW,
    )


def situation(codes: str, *parts: tuple[str, KeptCampaign]) -> Situation:
    found = [assessment(number, code, of) for number, (code, of) in enumerate(parts)]
    return Situation(
        agencies={code: kept(code) for code in codes},
        assessments=found,
        campaigns={of.campaign.code: of for _, of in parts},
        taken=frozenset((each.agency_code, each.edition_code, each.period) for each in found),
    )


def merger(*codes: str) -> Merger:
    return Merger(agency_code="C", day=DAY, from_codes=codes, wanted=agency("C", valid_from=DAY))


def effects(plan: Plan) -> list[tuple[str, str, str, str | None]]:
    return [
        (each.agency_code, each.campaign.campaign.code, each.effect, each.answered_by)
        for each in plan.assessments
    ]


THIS, LAST = campaign("this", "2026"), campaign("last", "2025")


def test_running_periods_end_and_past_ones_are_answered_from_above() -> None:
    plan = plan_of(merger("A", "B"), situation("AB", ("A", THIS), ("A", LAST), ("B", THIS)))
    assert effects(plan) == [
        ("A", "this", "ends", None),
        ("A", "last", "stays", "R"),
        ("B", "this", "ends", None),
        ("C", "this", "begins", "C"),
    ]


def test_month_that_is_over_stays_and_the_month_of_the_day_ends() -> None:
    june, july = campaign("june", "2026-06"), campaign("july", "2026-07")
    plan = plan_of(merger("A"), situation("A", ("A", june), ("A", july)))
    assert [each[2] for each in effects(plan)] == ["stays", "ends", "begins"]


def test_of_two_campaigns_on_one_edition_and_period_the_first_opened_counts() -> None:
    later = campaign("also", "2026", opened_at=datetime(2026, 2, 1, tzinfo=UTC))
    plan = plan_of(merger("A", "B"), situation("AB", ("A", later), ("B", THIS)))
    assert [each for each in effects(plan) if each[2] == "begins"] == [("C", "this", "begins", "C")]


def test_what_is_not_assessed_takes_part_in_nothing() -> None:
    wanted = agency("C", valid_from=DAY, is_assessed=False)
    request = Merger(agency_code="C", day=DAY, from_codes=("A",), wanted=wanted)
    plan = plan_of(request, situation("A", ("A", THIS)))
    assert [each[2] for each in effects(plan)] == ["ends"]


def test_what_was_planned_is_planned_once() -> None:
    request = Closure(agency_code="A", day=DAY)
    closed = AgencyRevision(
        agency=agency("A", valid_until=date(2026, 6, 30)), revision=2, changed_at=NOW
    )
    assert plan_of(request, Situation(agencies={"A": closed}, campaigns={})).agencies == []


def test_every_operation_has_a_rule_for_everything() -> None:
    subjects = {*get_args(Subject)}
    assert {"assessments", "assignments", "evidence", "targets", "year_before"} < subjects
    assert [operation for operation, rules in RULES.items() if rules.keys() != subjects] == []


PARTS = st.lists(
    st.tuples(st.sampled_from("ABD"), st.sampled_from([THIS, LAST])),
    unique_by=lambda each: (each[0], each[1].campaign.code),
)


def check_kept(plan: Plan, before: Situation, ending: list[str], *, new: set[str]) -> None:
    """Every open assessment of the agencies is told once, and every successor enters once."""
    told = [each.assessment for each in plan.assessments if each.assessment is not None]
    assert told == [each for each in before.assessments if each.agency_code in ending]
    begun = [each.agency_code for each in plan.assessments if each.effect == "begins"]
    is_running = any(
        each.agency_code in ending and each.campaign_code == "this" for each in before.assessments
    )
    assert sorted(begun) == (sorted(new) if is_running else [])
    after = {change.after.code: change.after for change in plan.agencies}
    for code in ending:
        assert {*after[code].successor_codes} == new
    for code in new:
        assert after[code].predecessor_codes == tuple(ending)


@given(st.lists(st.sampled_from("ABD"), min_size=1, max_size=3, unique=True), PARTS)
def test_a_merger_loses_and_doubles_nothing(
    codes: list[str], parts: list[tuple[str, KeptCampaign]]
) -> None:
    before = situation("ABD", *parts)
    check_kept(plan_of(merger(*codes), before), before, codes, new={"C"})


@given(PARTS)
def test_a_split_loses_and_doubles_nothing(parts: list[tuple[str, KeptCampaign]]) -> None:
    before = situation("ABD", *parts)
    made = tuple(Part(wanted=agency(code, valid_from=DAY)) for code in "CE")
    plan = plan_of(Split(agency_code="A", day=DAY, parts=made), before)
    check_kept(plan, before, ["A"], new={"C", "E"})
