"""What the region claims for itself."""

from sandbox.region.loading.claims import claims
from submission.assessments.domain.completeness import Checklist, Decided, Gap
from submission.assessments.domain.said import said_in
from submission.assessments.domain.sectors import sectoral_of

LEFT_TO_FACTS = {"12", "13", "18", "32", "33", "40"}


def test_2025_is_complete_and_2026_leaves_six_indicators_to_the_facts() -> None:
    codes = {str(number) for number in range(1, 48)}
    assert {claim.indicator_code for claim in claims(2025)} == codes
    assert {claim.indicator_code for claim in claims(2026)} == codes - LEFT_TO_FACTS


def test_every_claim_has_a_level_and_sentences() -> None:
    for year in (2025, 2026):
        for claim in claims(year):
            assert claim.level in {"1", "2", "3", "4", "5"}
            for sentence in claim.reasons.values():
                assert sentence.endswith(".")
                assert "{" not in sentence


def test_the_claims_are_complete_by_the_rule_by_which_a_stage_is_submitted() -> None:
    """Facts and analysis, above the lowest level what proves the one below, three sectors."""
    codes = [str(number) for number in range(1, 48)]
    checklist = Checklist.of(
        codes,
        {},
        proven_above=dict.fromkeys(codes, 1),
        sectoral=sectoral_of("permenpanrb-59-2020"),
    )
    left = {2025: [], 2026: [Gap(code, "level") for code in codes if code in LEFT_TO_FACTS]}
    for year, gaps in left.items():
        newest = [
            Decided(
                each.indicator_code, "mandiri", each.level, said_in("", each.reasons), each.sector
            )
            for each in claims(year)
        ]
        assert [*checklist.gaps(newest, ["mandiri"])] == gaps


def test_no_level_falls_from_2025_to_2026() -> None:
    before = {claim.indicator_code: claim.level for claim in claims(2025)}
    assert all(claim.level >= before[claim.indicator_code] for claim in claims(2026))
