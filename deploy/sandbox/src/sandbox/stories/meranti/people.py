"""Who acts in this story, each with one role: nobody works at two tiers of one assessment."""

from typing import Final

from sandbox.region.agencies import REGION_CODE
from sandbox.stories.members import Member, members_of
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.written import written

# Who decides at the tiers after the proposal.
TIERS: Final = {
    "verifikasi": ("verifikator.sakip", "internal_assessor"),
    "penjaminan_mutu": ("inspektur.sakip", "inspectorate"),
    "penetapan": ("penetap.sakip", "approver"),
}


def coordinator(scene: Scene) -> Portal:
    """Return the product as the region's coordinator sees it."""
    return scene.product.portal("koordinator.sakip", "coordinator", REGION_CODE)


def leader(scene: Scene) -> Portal:
    """Return the product as the head of the region sees it."""
    return scene.product.portal("pimpinan.daerah", "leader", REGION_CODE)


def inspector(scene: Scene) -> Portal:
    """Return the product as the inspectorate sees it."""
    return scene.product.portal(*TIERS["penjaminan_mutu"], REGION_CODE)


def at_tier(scene: Scene, stage: str) -> Portal:
    """Return the product as who decides at a tier sees it."""
    return scene.product.portal(*TIERS[stage], REGION_CODE)


def members() -> dict[str, Member]:
    """Return the agencies of this story by their codes, each with its officer."""
    return members_of(written("meranti"), REGION_CODE)
