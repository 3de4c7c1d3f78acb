"""On a narrow screen names give way, numbers never do."""

from fractions import Fraction
from io import StringIO

import pytest
from rich.console import Console
from tests.unit.rules.samples import edition

from rules.evaluation import evaluate
from sandbox.evaluation.screen import print_breakdown


@pytest.mark.parametrize("width", [70, 80, 200])
def test_numbers_are_never_cut(width: int) -> None:
    paper = StringIO()
    breakdown = evaluate(edition(), {"1": 2, "2": Fraction(10, 3), "3": Fraction(1, 10**18)})

    print_breakdown(Console(file=paper, width=width), breakdown, explain=True)

    lines = {line.split()[0]: line for line in paper.getvalue().splitlines() if line.strip()}
    assert " ".join(lines["2"].split()).find(" 40 40 10/3 10/3 3.33") > 0
    assert "≈0.000000" in lines["3"]  # too long for a column, so it is marked as rounded
    assert max(map(len, lines.values())) <= width
    assert ("Nama · Name" in lines["2"]) == (width == 200)
