"""A profile of hypothesis for mutants: few examples, always the same, and the first that fails."""

from hypothesis import Phase, settings

settings.register_profile(
    "mutants",
    max_examples=20,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)
