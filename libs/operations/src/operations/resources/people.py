"""People behind the subjects of tokens."""

from typing import Final

from operations.parties import ADMINISTRATORS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_PEOPLE: Final = Resource(Service.SUBMISSION, "/api/v1/people")

ROWS: Final[tuple[Operation, ...]] = (
    _PEOPLE.get("list_people", "", READERS),
    _PEOPLE.get("read_person", "/{subject}", READERS),
    _PEOPLE.put("put_person", "/{subject}", ADMINISTRATORS),
    _PEOPLE.delete("forget_person", "/{subject}", ADMINISTRATORS),
)
