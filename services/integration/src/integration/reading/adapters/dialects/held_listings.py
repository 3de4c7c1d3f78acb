"""The listings of the system whose records a generic make has, as far as its registration says.

They are read by the functions of that system's own adapter, so every rule of the facts holds.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from integration.reading.adapters.adapter import Adapter, Resource
from integration.reading.adapters.e_planning import EPlanning
from integration.reading.adapters.e_program import EProgram
from integration.reading.adapters.e_sakip import ESakip
from integration.sources.domain.rest import ListingPlace
from integration.sources.domain.source import Source, System

_READ_AS: Final[Mapping[System, Adapter]] = {
    "e-planning": EPlanning(),
    "e-program": EProgram(),
    "e-sakip": ESakip(),
}


def held_listings(source: Source) -> Iterator[tuple[Resource, ListingPlace]]:
    """Yield the listings that the registration names, with where each is."""
    places = {place.listing: place for place in source.options.listings}
    for resource in _READ_AS[source.holds].resources(source):
        place = places.get(resource.name)
        if place is not None:
            yield resource, place
