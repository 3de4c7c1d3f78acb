"""The live stream of score events."""

from typing import Final

from operations.row import Operation
from operations.services import GATEWAY
from rules.roles import READERS

ROWS: Final[tuple[Operation, ...]] = (
    Operation("follow_scores", GATEWAY, "GET", "/api/v1/stream", READERS, "subtree", "stream"),
)
