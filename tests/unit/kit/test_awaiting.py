"""An error names for the gateway what another service may know."""

from kit.awaited import AWAITED, awaiting
from kit.errors import NotFound, missing
from rules.text import Text


def test_addresses_are_fit_for_a_header() -> None:
    error = awaiting(missing("a", Text("x", "x")), "agencies/9901, é\n", "editions/a?b=c&d=1")
    assert isinstance(error, NotFound)
    assert error.headers[AWAITED] == "agencies/9901%2C%20%C3%A9%0A, editions/a?b=c&d=1"
