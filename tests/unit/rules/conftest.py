"""A profile of hypothesis for mutants: few examples, always the same, up to the first failure."""

import pytest
from hypothesis import Phase, settings

from rules.exact import announce, parse, write

settings.register_profile(
    "mutants",
    max_examples=5,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Forget what was read and written before: what is remembered proves nothing."""
    for remembering in (parse, write, announce):
        remembering.cache_clear()
