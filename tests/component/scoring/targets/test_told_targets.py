"""Others are told of every target as it is: set, carried over, withdrawn, and set long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.component.scoring.conftest import NOW
from tests.component.scoring.targeting import INDEX, put, started

from contracts.events.target import TargetSetV1
from kit.database import raw
from kit.testing import FixedClock
from scoring.recompute.usecases.tell_targets import tell_targets

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service


async def told(service: Service) -> list[tuple[str, int, str | None]]:
    """Return what is told in all: the node, the revision, the value."""
    await tell_targets(service.database, FixedClock(NOW), slice_size=1)
    return [
        (event.node_code, event.revision, event.value)
        for event in await service.announced()
        if isinstance(event, TargetSetV1)
    ]


async def test_a_target_is_told_once_for_each_value(service: Service) -> None:
    await started(service)
    assert await told(service) == []
    await put(service, INDEX, "2.6")
    assert await told(service) == await told(service) == [("index", 1, "2.6")]

    # Still missed: no turn tells of the other value.
    await put(service, INDEX, "2.7", held='"1"')
    assert await told(service) == [("index", 1, "2.6"), ("index", 2, "2.7")]
    withdrawn = await service.api.delete(INDEX, headers={"If-Match": '"2"'})
    assert withdrawn.status_code == 200, withdrawn.text
    assert (await told(service))[-1] == ("index", 3, None)


async def test_what_was_set_before_anybody_was_told_is_told(service: Service) -> None:
    await started(service)
    for node, value in (("index", "2.6"), ("1", "3"), ("2", "4")):
        await put(service, INDEX.removesuffix("index") + node, value)
    await told(service)
    async with service.database.transaction() as session:
        await (await raw(session)).execute("UPDATE target SET told_revision = 0")
        await (await raw(session)).execute("DELETE FROM outbox")
    assert sorted(await told(service)) == [("1", 1, "3"), ("2", 1, "4"), ("index", 1, "2.6")]
