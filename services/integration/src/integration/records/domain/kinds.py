"""The kinds of records. A kind means something within its system only."""

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
