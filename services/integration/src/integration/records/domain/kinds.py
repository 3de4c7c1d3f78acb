"""The kinds of records. A kind means something within its system only."""

from collections.abc import Iterable, Mapping
from typing import Final

# e-planning
CEILING: Final = "ceiling"
CONSULTATION: Final = "consultation"

# e-program
SCHEDULE: Final = "schedule"
SUB_ACTIVITY: Final = "sub_activity"
BUDGET_DOCUMENT: Final = "budget_document"
REALISATION: Final = "realisation"

# e-SAKIP
UNIT: Final = "unit"
KEY_INDICATOR: Final = "key_indicator"
ACHIEVEMENT: Final = "achievement"

# of this product itself
RECOMMENDATION: Final = "recommendation"
RECONCILIATION: Final = "reconciliation"

# of more than one system
DOCUMENT: Final = "document"
EXCHANGE: Final = "exchange"

OF_LISTINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "e-planning": {
        "ceilings": CEILING,
        "documents": DOCUMENT,
        "consultations": CONSULTATION,
        "exchanges": EXCHANGE,
    },
    "e-program": {
        "schedules": SCHEDULE,
        "sub-activities": SUB_ACTIVITY,
        "budget-documents": BUDGET_DOCUMENT,
        "realisations": REALISATION,
        "exchanges": EXCHANGE,
    },
    "e-sakip": {
        "units": UNIT,
        "key-indicators": KEY_INDICATOR,
        "documents": DOCUMENT,
        "achievements": ACHIEVEMENT,
        "exchanges": EXCHANGE,
    },
}
"""What the rows of each listing become, by system."""
ALL: Final = frozenset(kind for listings in OF_LISTINGS.values() for kind in listings.values())


def kinds_of(system: str, listings: Iterable[str]) -> frozenset[str]:
    """Return what the rows of these listings become."""
    return frozenset(OF_LISTINGS[system][name] for name in listings)
