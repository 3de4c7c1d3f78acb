"""Who acts in this story: people of the region and of its agencies, each with one role."""

from typing import Any, Final

from sandbox.region.agencies import REGION_CODE
from sandbox.stories.members import Member, members_of
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.written import written

DATA: Final[Any] = written("tuban")


def code_of(short: str) -> str:
    """Return the whole code of an agency that the data names below the region."""
    return f"{REGION_CODE}.{short}"


FOLLOWED: Final = code_of(DATA["followed"])
SUCCESSOR: Final = code_of(DATA["merger"]["into"])
PREDECESSORS: Final = [code_of(each) for each in DATA["merger"]["from"]]


def coordinator(scene: Scene) -> Portal:
    """Return the product as the region's coordinator sees it."""
    return scene.product.portal("koordinator.kinerja", "coordinator", REGION_CODE)


def data_entry(scene: Scene) -> Portal:
    """Return the product as the officer who enters data for the agencies sees it."""
    return scene.product.portal("petugas.kinerja", "data_entry", REGION_CODE)


def assessor(scene: Scene) -> Portal:
    """Return the product as the internal assessor sees it."""
    return scene.product.portal("asesor.kinerja", "internal_assessor", REGION_CODE)


def leader(scene: Scene) -> Portal:
    """Return the product as the head of the region sees it."""
    return scene.product.portal("pimpinan.daerah", "leader", REGION_CODE)


def inspector(scene: Scene) -> Portal:
    """Return the product as the inspectorate sees it."""
    return scene.product.portal("inspektur.kinerja", "inspectorate", REGION_CODE)


def operator(scene: Scene) -> Portal:
    """Return the product as who registers the source systems sees it."""
    return scene.product.portal("operator.data", "operator", REGION_CODE)


def members() -> dict[str, Member]:
    """Return the agencies whose officers act, by their codes.

    The officer of the first one that the merger ends acts for the successor.
    """
    found = members_of(DATA, REGION_CODE)
    return found | {SUCCESSOR: Member(SUCCESSOR, found[PREDECESSORS[0]].officer)}
