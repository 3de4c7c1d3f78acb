"""All tables of the service: whoever reads the schema imports them from here."""

from scoring.contradictions.store import ContradictionRow
from scoring.publication.store.national import NationalResultRow
from scoring.rederivation.store import RederivationRow
from scoring.results.store import ResultRow
from scoring.state.store.tables import ScoreRow
from scoring.tables import Table
from scoring.targets.store import TargetRow

# A wing's tables join the schema when its module is imported; so one of each is named.
__all__ = [
    "ContradictionRow",
    "NationalResultRow",
    "RederivationRow",
    "ResultRow",
    "ScoreRow",
    "Table",
    "TargetRow",
]
