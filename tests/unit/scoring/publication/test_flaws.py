"""What a flaw shows of a package that is not believed."""

import pytest

from scoring.results.domain.flaw import flaw_found


@pytest.mark.parametrize(
    ("found", "shown"),
    [("a\u202eb", "a\\u202eb"), ("\x1b[2J\0", "\\u001b[2J\\u0000"), ("x" * 201, "x" * 200)],
)
def test_what_a_package_says_turns_no_line_around(found: str, shown: str) -> None:
    flaw = flaw_found("manifest.sig", "signature", expected="x", found=found).flaw
    assert (flaw.found.id, flaw.found.en) == (shown, shown)
