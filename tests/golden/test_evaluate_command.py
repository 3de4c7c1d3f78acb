"""`tolok evaluate` gives the published figures, from any kind of file."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.golden.editions import CODES, shipped
from tests.support.library import read_yaml
from typer.testing import CliRunner

from sandbox.cli import main

RESULTS: Mapping[str, Any] = read_yaml(
    Path(__file__).with_name("published_results.yaml").read_text("utf-8")
)
SPBE = "permenpanrb-59-2020"
OLD = "permenpanrb-5-2018"
AKIP = "permenpanrb-88-2021-akip"


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", RESULTS[kind], ids=lambda case: case["id"])


def evaluated(edition: str, levels: object) -> dict[str, Any]:
    """Return what the command prints for levels that come as JSON through stdin."""
    done = CliRunner().invoke(main, ["evaluate", edition, "-", "--json"], input=json.dumps(levels))
    assert done.exit_code == 0, done.output
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def announced(printed: Mapping[str, Any]) -> dict[str, str]:
    return {node["code"]: node["announced"] for node in printed["nodes"]}


def exact(printed: Mapping[str, Any]) -> dict[str, str]:
    return {node["code"]: node["exact"] for node in printed["nodes"]}


@named("cases")
def test_a_published_result_is_reproduced_to_the_digit(case: Mapping[str, Any]) -> None:
    printed = evaluated(case["edition"], case["levels"])

    assert {code: announced(printed)[code] for code in case["nodes"]} == case["nodes"]
    assert printed["edition"] == case["edition"]
    assert printed["index"] == {"exact": case["exact"], "announced": case["index"]}
    assert printed["predicate"] == case.get("symbol", case["predicate"])
    assert printed["maturity_level"] == case.get("maturity_level")


@named("cases")
def test_the_self_assessment_comes_out_too(case: Mapping[str, Any]) -> None:
    own = case.get("self_levels", case["levels"])

    assert evaluated(case["edition"], own)["index"]["announced"] == case.get(
        "self_index", case["index"]
    )


@named("traps")
def test_nothing_is_rounded_before_it_is_shown(case: Mapping[str, Any]) -> None:
    printed = evaluated(case["edition"], case["levels"])

    assert printed["index"] == {"exact": case["exact"], "announced": case["index"]}
    assert printed["predicate"] == case["predicate"]


@named("aspects")
def test_the_regulations_own_example_comes_out(case: Mapping[str, Any]) -> None:
    printed = evaluated(case["edition"], case["levels"])

    assert announced(printed)[case["aspect"]] == case["announced"]


@pytest.mark.parametrize("code", CODES)
def test_every_edition_shows_its_whole_tree_in_its_order(code: str) -> None:
    edition = shipped()[code]
    printed = evaluated(code, {})

    assert [(node["code"], node["kind"]) for node in printed["nodes"]] == [
        (node.code, node.kind) for node in edition.nodes
    ]
    assert printed["certainty"] == edition.certainty
    assert (printed["caveat"] is None) == (edition.caveat is None)


def test_only_the_unverified_edition_says_that_it_is() -> None:
    certainties = {code: evaluated(code, {})["certainty"] for code in CODES}

    assert {code for code, found in certainties.items() if found == "unverified"} == {
        "permenpanrb-8-2026-pemdi"
    }


def test_empty_answers_of_59_2020_count_1_and_those_of_5_2018_0() -> None:
    assert evaluated(SPBE, [None] * 47)["index"] == {"exact": "1", "announced": "1.00"}
    assert evaluated(SPBE, {})["index"]["exact"] == "1"
    assert evaluated(OLD, {})["index"]["exact"] == "0"
    one = evaluated(SPBE, {"13": 5})
    assert one["index"]["exact"] == "1.1"
    assert exact(one)["1"] == "1"


def test_what_is_empty_and_has_no_value_for_it_counts_nothing() -> None:
    printed = evaluated("kinerja-pd-bulanan", {})

    assert printed["index"] == {"exact": None, "announced": None}
    assert (printed["predicate"], printed["maturity_level"]) == (None, None)
    assert evaluated("kinerja-pd-bulanan", {"K1": "50"})["index"]["exact"] == "50"


def test_weights_of_20_6_stay_exact() -> None:
    printed = evaluated(OLD, [1] * 31 + [2] + [1] * 5)
    node = next(node for node in printed["nodes"] if node["code"] == "32")

    assert node["weight"] == "10/3"
    assert printed["index"]["exact"] == "31/30"
    assert exact(printed)["A7"] == "7/6"


def test_grades_and_their_values_are_the_same() -> None:
    grades = ["AA", "A", "BB", "B", "CC", "C", "D", "E", "aa", "Bb", "b", "cc"]
    values = [100, 90, 80, 70, 60, 50, 30, 0, "100.0", "160/2", "70", 60]

    one, other = evaluated(AKIP, grades), evaluated(AKIP, values)

    assert one == other
    assert exact(one)["1"] == "26.1"  # 20 + 27 + 40 of 100, of which the component has 30


def test_criteria_climb_the_ladder() -> None:
    """What all met, half met and none met of a sub-component give."""
    codes = [node.code for node in shipped()[AKIP].criteria]
    met = {code: "yes" for code in codes if code.startswith("1.a.")}
    partly = {code: "Sebagian" for code in codes if code.startswith("1.b.")}
    unmet = {code: "TIDAK" for code in codes if code.startswith("1.c.")}

    found = exact(evaluated(AKIP, met | partly | unmet))

    assert (found["1.a"], found["1.b"], found["1.c"]) == ("80", "50", "0")


def test_every_criterion_may_be_answered_in_order() -> None:
    count = len(shipped()[AKIP].criteria)
    printed = evaluated(AKIP, ["ya"] * count)

    assert count == 80
    assert printed["index"] == {"exact": "80", "announced": "80.00"}
    assert printed["predicate"] == "BB"  # exactly 80 is not more than 80


@pytest.mark.parametrize(
    ("levels", "predicate"),
    [([90] * 12, "A"), (["90.000001"] * 12, "AA"), ([100] * 12, "AA"), ([0] * 12, "D")],
)
def test_exactly_90_is_a(levels: list[object], predicate: str) -> None:
    assert evaluated(AKIP, levels)["predicate"] == predicate


def test_the_weight_of_what_does_not_apply_goes_to_its_siblings() -> None:
    printed = evaluated(SPBE, {"11": "n/a", "12": 4, "13": 4, "14": 4})
    nodes = {node["code"]: node for node in printed["nodes"]}

    assert nodes["A2"]["exact"] == "4"
    assert nodes["11"]["exact"] is None
    assert (nodes["11"]["effective_weight"], nodes["12"]["effective_weight"]) == ("0", "10/3")
    assert printed["index"]["exact"] == "1.3"  # four times 10 % and once 90 %


def test_it_runs_as_a_program_and_soon() -> None:
    """As a program of its own it needs no server, no settings and no heavy library."""
    code = (
        "import sys; from sandbox.cli import main\n"
        f"sys.argv = ['tolok', 'evaluate', '{SPBE}', '-', '--json']\n"
        "try: main()\n"
        "finally: print(sorted({'fastapi', 'sqlalchemy', 'aiokafka', 'httpx', 'rich.table'}"
        " & set(sys.modules)), file=sys.stderr)"
    )
    case = next(each for each in RESULTS["cases"] if each["id"] == "denpasar-2021")
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(case["levels"]),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["index"] == {"exact": "3.1925", "announced": "3.19"}
    assert done.stderr.strip() == "[]"
