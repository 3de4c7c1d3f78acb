"""Who acts in this story: people of the province and of its agencies, each with one role."""

from typing import Final

from sandbox.region.agencies import above
from sandbox.stories.members import Member, members_of
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.written import written

PROVINCE: Final = above()[-1].code


def coordinator(scene: Scene) -> Portal:
    """Return the product as the province's coordinator sees it."""
    return scene.product.portal("koordinator.provinsi", "coordinator", PROVINCE)


def data_entry(scene: Scene) -> Portal:
    """Return the product as the officer who enters data sees it."""
    return scene.product.portal("petugas.provinsi", "data_entry", PROVINCE)


def leader(scene: Scene) -> Portal:
    """Return the product as the governor's office sees it."""
    return scene.product.portal("pimpinan.provinsi", "leader", PROVINCE)


def inspector(scene: Scene) -> Portal:
    """Return the product as the province's inspectorate sees it."""
    return scene.product.portal("inspektur.provinsi", "inspectorate", PROVINCE)


def members() -> dict[str, Member]:
    """Return the agencies of the province by their codes, each with its officer."""
    return members_of(written("bengkulu"), PROVINCE)
