"""All tables of the service: a wing's tables join the schema when its store is imported."""

from typing import Final

import sqlalchemy as sa

import scoring.contradictions.store
import scoring.publication.store.national
import scoring.rederivation.store
import scoring.requests.store
import scoring.results.store
import scoring.risks.store
import scoring.state.store.tables
import scoring.targets.store  # noqa: F401 - each declares its tables
from scoring.tables import Table

METADATA: Final[sa.MetaData] = Table.metadata
