"""The stream knows who is below whom from every version of an agency's event."""

import json
from pathlib import Path

import pytest

from contracts.registry import REGISTRY
from gateway.stream.topics.agencies import TOPIC, Agencies
from kit.messaging import Record
from kit.testing import MemoryBroker

EXAMPLES = Path(__file__).parents[4] / "libs" / "contracts" / "examples"
VERSIONS = sorted(name for name in REGISTRY if name.startswith("submission.agency.changed.v"))


@pytest.mark.parametrize("event_type", VERSIONS)
async def test_an_agency_is_below_its_parent(event_type: str) -> None:
    body = (EXAMPLES / f"{event_type}.json").read_bytes()
    agencies = Agencies(MemoryBroker())
    await agencies.receive([Record(TOPIC, 0, b"", body, (("ce_type", event_type.encode()),))])

    said = json.loads(body)
    line = await agencies.line(said["agency_code"])
    assert line[:2] == (said["agency_code"], said["parent_code"])
