"""What the region claims for itself."""

from sandbox.region.loading.claims import claims

LEFT_TO_FACTS = {"12", "13", "18", "32", "33", "40"}


def test_2025_is_complete_and_2026_leaves_six_indicators_to_the_facts() -> None:
    codes = {str(number) for number in range(1, 48)}
    assert {claim.indicator_code for claim in claims(2025)} == codes
    assert {claim.indicator_code for claim in claims(2026)} == codes - LEFT_TO_FACTS


def test_every_claim_has_a_level_and_a_sentence() -> None:
    for year in (2025, 2026):
        for claim in claims(year):
            assert claim.level in {"1", "2", "3", "4", "5"}
            assert claim.explanation.endswith(".")
            assert "{" not in claim.explanation


def test_no_level_falls_from_2025_to_2026() -> None:
    before = {claim.indicator_code: claim.level for claim in claims(2025)}
    assert all(claim.level >= before[claim.indicator_code] for claim in claims(2026))
