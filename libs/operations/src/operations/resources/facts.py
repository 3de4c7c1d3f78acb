"""Facts that were read from the source systems."""

from typing import Final

from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_FACTS: Final = Resource(Service.INTEGRATION, "/api/v1/facts")

ROWS: Final[tuple[Operation, ...]] = (_FACTS.get("list_facts", "", READERS),)
