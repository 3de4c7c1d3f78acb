"""The packaged documents, and those of a region's own folder."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from tests.support.library import packaged_library

from instrument.derivations.domain.model import DerivationSet, Ladder, Measure
from instrument.derivations.events import fact_catalogue
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.yaml_text import read_yaml
from instrument.editions.domain.model import Edition, Node
from instrument.library.usecases.read import read_library

DOCUMENTS = Path(__file__).parents[1] / "samples" / "documents"
TRACKS = ("self", "dokumen", "interviu", "visitasi", "reviu", "provisional", "live")
FIRST_HASHES = {
    "kinerja-pd-bulanan": "36c89cac2641",
    "kinerja-pd-triwulanan": "5d11e5f4179a",
    "permenpanrb-5-2018": "1788b47b98c1",
    "permenpanrb-59-2020": "7584ddaae28a",
    "permenpanrb-88-2021-akip": "25c6a6e21d59",
}
LIBRARY = packaged_library()
SECOND_QUARTERLY = "9f09e4f44e78"
SPBE, MONTHLY = (
    next(edition for edition in LIBRARY.editions if edition.edition_code == code)
    for code in ("permenpanrb-59-2020", "kinerja-pd-bulanan")
)


def children(edition: Edition, code: str) -> list[Node]:
    return [node for node in edition.nodes if node.parent_code == code]


def test_packaged_spbe_edition_has_the_figures_of_the_regulation() -> None:
    weights = {node.code: node.weight for node in SPBE.nodes}
    assert [weights[f"D{number}"] for number in range(1, 5)] == [
        Fraction(text) for text in ("13", "25", "16.5", "45.5")
    ]
    assert [weights[f"A{number}"] for number in range(1, 9)] == [
        Fraction(text) for text in ("13", "10", "10", "5", "12", "4.5", "27.5", "18")
    ]
    counts = [len(children(SPBE, f"A{number}")) for number in range(1, 9)]
    assert counts == [10, 4, 4, 2, 8, 3, 10, 6]
    indicators = [node for node in SPBE.nodes if node.kind == "indicator"]
    assert [node.code for node in indicators] == [str(number) for number in range(1, 48)]
    assert [node.scale_code for node in indicators] == ["process"] * 31 + ["service"] * 16
    # page 38 goes on with indicator 8
    assert [node.page for node in indicators] == [*range(30, 38), *range(39, 78)]


def test_every_level_of_every_spbe_indicator_is_described_in_both_languages() -> None:
    for node in SPBE.nodes:
        if node.kind == "indicator":
            assert len({level.text.id for level in node.levels}) == 5
            assert len({level.text.en for level in node.levels}) == 5
            assert node.name.id.startswith("Tingkat Kematangan ")


@pytest.mark.parametrize(("edition", "bounds"), [(SPBE, "4.2 3.5 2.6 1.8"), (MONTHLY, "90 75 60")])
def test_predicates_have_their_bounds(edition: Edition, bounds: str) -> None:
    minima = [band.minimum for band in edition.predicates]
    assert minima == [*map(Fraction, bounds.split()), None]
    assert all(band.minimum_inclusive for band in edition.predicates)


def test_no_rule_claims_a_level_that_needs_a_review_by_people() -> None:
    for rules in (s.rules for s in LIBRARY.derivation_sets if s.edition_code == SPBE.edition_code):
        highest = {
            rule.indicator_code: int(rule.derivation.steps[-1].level)
            for rule in rules
            if isinstance(rule.derivation, Ladder)
        }
        assert highest == {"12": 3, "13": 3, "18": 3, "32": 4, "33": 4, "40": 4}


def test_newer_sets_have_floors_and_the_same_rules() -> None:
    """What was published stays byte for byte; only floors of coverage are new."""
    sets = {(s.edition_code, s.derivation_set_version): s for s in LIBRARY.derivation_sets}
    performance = dict.fromkeys(TRACKS, Fraction(7, 10))
    floors = {
        "kinerja-pd-bulanan": performance,
        "kinerja-pd-triwulanan": performance,
        "permenpanrb-5-2018": {"live": "never"},
        "permenpanrb-59-2020": {"live": "never"},
        "permenpanrb-88-2021-akip": {"live": "never"},
    }

    assert {code for code, version in sets if version == 2} == {*floors}
    for code, named in floors.items():
        first, second = sets[code, 1], sets[code, 2]
        assert first.coverage_floors is None
        assert second.coverage_floors == named
        assert replace(second, derivation_set_version=1, coverage_floors=None) == first


def test_the_first_sets_are_published_as_they_were() -> None:
    found = {
        s.edition_code: content_hash(canonical(s))[:12]
        for s in LIBRARY.derivation_sets
        if s.derivation_set_version == 1
    }
    assert found == FIRST_HASHES


def test_the_third_quarterly_set_measures_money_and_work_by_the_months() -> None:
    """What the second set says stays so; rules and contradictions are new."""
    sets = {(s.edition_code, s.derivation_set_version): s for s in LIBRARY.derivation_sets}
    second, third = sets["kinerja-pd-triwulanan", 2], sets["kinerja-pd-triwulanan", 3]
    rules = {rule.indicator_code: rule for rule in third.rules}
    monthly = {rule.indicator_code: rule for rule in sets["kinerja-pd-bulanan", 2].rules}

    assert set(second.rules) <= set(third.rules)
    assert set(second.contradictions) <= set(third.contradictions)
    assert third.coverage_floors == second.coverage_floors
    for quarter, month in (("T1", "K1"), ("T2", "K2")):
        of_quarter, of_month = rules[quarter].derivation, monthly[month].derivation
        assert isinstance(of_quarter, Measure)
        assert isinstance(of_month, Measure)
        assert replace(of_quarter, text=of_month.text) == of_month
    assert {"kinerja-t1-derived", "kinerja-t2-derived"} <= {c.code for c in third.contradictions}


def test_the_third_quarterly_set_takes_follow_ups_from_their_fact() -> None:
    sets = {(s.edition_code, s.derivation_set_version): s for s in LIBRARY.derivation_sets}
    second, third = sets["kinerja-pd-triwulanan", 2], sets["kinerja-pd-triwulanan", 3]
    (found,) = (rule for rule in third.rules if rule.indicator_code == "T6")
    assert isinstance(found.derivation, Measure)
    assert found.derivation.fact == "followup.share"
    assert {rule.indicator_code for rule in third.rules} == {"T1", "T2", "T3", "T6"}
    assert content_hash(canonical(second))[:12] == SECOND_QUARTERLY


@pytest.mark.parametrize("derivations", LIBRARY.derivation_sets, ids=lambda each: each.edition_code)
def test_every_rule_has_an_example_of_its_highest_level_and_of_none(
    derivations: DerivationSet,
) -> None:
    levels: dict[str, set[Fraction | None]] = {}
    for example in derivations.examples:
        levels.setdefault(example.indicator_code, set()).add(example.level)
    for rule in derivations.rules:
        shown = levels[rule.indicator_code]
        if isinstance(rule.derivation, Ladder):
            assert rule.derivation.steps[-1].level in shown
        else:
            assert None in shown
        assert len(shown) > 1


@pytest.mark.parametrize("edition_code", ["permenpanrb-59-2020", "permenpanrb-5-2018"])
def test_every_ladder_of_spbe_stays_below_what_needs_a_review(edition_code: str) -> None:
    (edition,) = (each for each in LIBRARY.editions if each.edition_code == edition_code)
    sets = (each for each in LIBRARY.derivation_sets if each.edition_code == edition_code)
    limits = {node.code: node.reviewed_from for node in edition.nodes}
    for rule in (rule for derivations in sets for rule in derivations.rules):
        assert isinstance(rule.derivation, Ladder)
        limit = limits[rule.indicator_code]
        assert limit is not None
        assert rule.derivation.steps[-1].level < limit


def test_a_set_with_a_wrong_example_is_not_read(tmp_path: Path) -> None:
    for name, before, after in (
        ("edition.yaml", "", ""),
        ("derivations.yaml", 'level: "50"\n', 'level: "51"\n'),
    ):
        text = (DOCUMENTS / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(before, after) if before else text, "utf-8")
    with pytest.raises(DefectiveError) as raised:
        read_library(fact_catalogue(), tmp_path)
    (found,) = raised.value.defects
    assert (raised.value.document, found.pointer) == ("derivations.yaml", "/examples/3/level")
    assert found.text.id.startswith("aturan menghasilkan 50, bukan 51: dari ")


def test_a_region_adds_an_instrument_by_files_alone() -> None:
    library = read_library(fact_catalogue(), DOCUMENTS)
    assert {edition.edition_code for edition in library.editions} - {
        edition.edition_code for edition in LIBRARY.editions
    } == {"contoh"}
    assert len(library.derivation_sets) == len(LIBRARY.derivation_sets) + 1


def test_two_files_cannot_claim_one_code(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text((DOCUMENTS / "edition.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(DefectiveError, match="contoh is in another file already"):
        read_library(fact_catalogue(), tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\na: 2\n", "the key 'a' is written twice"),
        ("a:\n  - {b: 1, b: 2}\n", "the key 'b' is written twice"),
        ("- a\n", "it is not a mapping"),
        ("", "it is not a mapping"),
        ("a: [1\n", "unreadable YAML"),
        ("a: !!python/object/apply:os.getcwd []\n", r"tags \(!\) are not read"),
    ],
)
def test_file_that_is_no_mapping_is_refused(text: str, reason: str) -> None:
    with pytest.raises(DefectiveError, match=reason):
        read_yaml("x.yaml", text)
