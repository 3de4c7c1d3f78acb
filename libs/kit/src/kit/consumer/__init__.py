"""Events in: batches in one transaction each; what was applied is known by its offset."""

from kit.consumer._batch import BatchRunner, CulpritError, Handler, refuse
from kit.consumer._consumer import BatchConsumer
from kit.consumer._dead_letters import DeadLetterLimit, DeadLetterLimitError
from kit.consumer._decoding import Batch, Decoded, Poison, Received, decode_all
from kit.consumer._offsets import begin, load
from kit.consumer._retries import Patience

__all__ = [
    "Batch",
    "BatchConsumer",
    "BatchRunner",
    "CulpritError",
    "DeadLetterLimit",
    "DeadLetterLimitError",
    "Decoded",
    "Handler",
    "Patience",
    "Poison",
    "Received",
    "begin",
    "decode_all",
    "load",
    "refuse",
]
