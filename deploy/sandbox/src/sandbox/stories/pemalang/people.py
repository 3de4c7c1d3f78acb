"""Who acts in this story, each with one role: what needs two people is done by two."""

from typing import Final

from sandbox.region.agencies import REGION_CODE, above
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene

PROVINCE: Final = above()[-1].code


def coordinator(scene: Scene) -> Portal:
    """Return the product as the region's coordinator sees it."""
    return scene.product.portal("koordinator.spbe", "coordinator", REGION_CODE)


def data_entry(scene: Scene) -> Portal:
    """Return the product as the officer who enters data sees it."""
    return scene.product.portal("pegawai.13", "data_entry", REGION_CODE)


def approver(scene: Scene) -> Portal:
    """Return the product as the region's approver sees it."""
    return scene.product.portal("penanggung.jawab", "approver", REGION_CODE)


def assessor(scene: Scene) -> Portal:
    """Return the product as the external assessor sees it."""
    return scene.product.portal("asesor.01", "external_assessor", PROVINCE)


def reviewer(scene: Scene) -> Portal:
    """Return the product as the reviewing team sees it: other people than the assessor."""
    return scene.product.portal("reviu.01", "external_assessor", PROVINCE)


def supervisor(scene: Scene) -> Portal:
    """Return the product as the approver above the assessors sees it."""
    return scene.product.portal("penyelia.01", "approver", PROVINCE)
