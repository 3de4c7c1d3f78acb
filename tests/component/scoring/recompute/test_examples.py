"""Every example of an event that scoring subscribes to goes through its consumer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from contracts.registry import REGISTRY
from contracts.topics import AGENCY, ASSESSMENT, EDITION, FACT
from scoring.recompute.consumers import TOPICS

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

EXAMPLES = Path(__file__).parents[4] / "libs" / "contracts" / "examples"


def examples() -> list[Event]:
    # As they were sent: `decode` would make the newest version of an old one.
    found = [
        msgspec.json.decode(path.read_bytes(), type=kind)
        for name, kind in REGISTRY.items()
        for path in sorted(EXAMPLES.glob(f"{name}*.json"))
    ]
    return [event for event in found if event.TOPIC in TOPICS]


async def test_every_example_is_taken(service: Service) -> None:
    events = examples()
    assert {event.TYPE for event in events} == {
        name for name, kind in REGISTRY.items() if kind.TOPIC in TOPICS
    }
    await service.hear(*events)

    for topic in (EDITION, AGENCY, ASSESSMENT, FACT):
        assert await service.letters(topic.name) == []
