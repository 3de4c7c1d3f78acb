"""Make the sample region from a seed: the same seed gives the same region."""

from dataclasses import dataclass

from sandbox.region import mismatches
from sandbox.region.accountability.tables import Accountability, make_accountability
from sandbox.region.budgeting.tables import Budgeting, make_budgeting
from sandbox.region.planning.tables import Planning, make_planning

DEFAULT_SEED = 9901


@dataclass(frozen=True, slots=True)
class Region:
    """The tables of the region's three source systems."""

    planning: Planning
    budgeting: Budgeting
    accountability: Accountability


def generate(seed: int = DEFAULT_SEED) -> Region:
    """Return the whole region."""
    return Region(
        planning=generate_planning(seed),
        budgeting=generate_budgeting(seed),
        accountability=generate_accountability(seed),
    )


def generate_planning(seed: int = DEFAULT_SEED) -> Planning:
    """Return the tables of e-planning."""
    planning = make_planning(seed)
    mismatches.disagree_in_planning(planning)
    return planning


def generate_budgeting(seed: int = DEFAULT_SEED) -> Budgeting:
    """Return the tables of e-program."""
    budgeting = make_budgeting(seed)
    mismatches.disagree_in_budgeting(budgeting)
    return budgeting


def generate_accountability(seed: int = DEFAULT_SEED) -> Accountability:
    """Return the tables of e-SAKIP."""
    accountability = make_accountability(seed)
    mismatches.disagree_in_accountability(accountability)
    return accountability
