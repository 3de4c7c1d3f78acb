"""A running simulated system: its tables, its fault, and a count of its answers."""

from collections import Counter, deque
from typing import Any

from sandbox.sources.faults import METADATA_ADDRESS, Faults
from sandbox.sources.system import Resource, System

_REMEMBERED = 20


class RunningSystem:
    """The state of one process of a simulated system."""

    def __init__(self, system: System, *, seed: int) -> None:
        self.system = system
        self.seed = seed
        self.tables: Any = system.make(seed)
        self.faults = Faults()
        self.answers: Counter[str] = Counter()
        self._changes: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)

    def reset(self) -> None:
        """Go back to the tables of the seed, without a fault."""
        self.tables = self.system.make(self.seed)
        self.faults.switch("none", seconds=None, location=METADATA_ADDRESS)
        self._changes.clear()

    def resource_of(self, table: str) -> Resource:
        """Return the resource that serves a table."""
        return next(one for one in self.system.resources if one.table == table)

    def remember(self, action: str, records: list[dict[str, Any]]) -> None:
        """Remember a change for `state`."""
        ids = [f"{record['kind']}/{record['id']}" for record in records]
        self._changes.append({"action": action, "records": ids})

    def state(self) -> dict[str, Any]:
        """Return fault, revisions, latest changes and answer counts, for people and tests."""
        return {
            "system": self.system.name,
            "seed": self.seed,
            "fault": {"mode": self.faults.mode, "seconds_left": self.faults.seconds_left},
            "tables": {one.name: self._table(one.table) for one in self.system.resources},
            "changes": list(self._changes),
            "answers": dict(self.answers),
        }

    def _table(self, name: str) -> dict[str, Any]:
        table = getattr(self.tables, name)
        return {
            str(year): {"rows": len(table.of(year)), "revision": table.revision(year)}
            for year in table.years
        }
