"""Which service owns a resource, and who may use which method of it.

A resource that is not in this table cannot be reached from outside. Each service checks the roles
of every single operation again (`kit.auth.require`); a test compares both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.roles import READERS


class Service(StrEnum):
    """A service behind the gateway."""

    INSTRUMENT = "instrument"
    SUBMISSION = "submission"
    SCORING = "scoring"
    INTEGRATION = "integration"


# Everybody may read published results and have a package of one checked.
_EVERYBODY = READERS | {"public"}
_COORDINATOR = frozenset({"coordinator"})
_ADMINISTRATORS = frozenset({"coordinator", "operator"})
_LEADERS = frozenset({"coordinator", "leader"})
_DECIDERS = frozenset(
    {"coordinator", "data_entry", "agency_officer", "internal_assessor", "external_assessor"}
)
_OVERSEERS = frozenset({"coordinator", "leader", "inspectorate", "operator"})
_OPERATOR = frozenset({"operator"})


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of the public API: its owner and the roles of each method."""

    name: str
    service: Service
    roles: Mapping[str, frozenset[str]]


def _table(*resources: Resource) -> Mapping[str, Resource]:
    return MappingProxyType({resource.name: resource for resource in resources})


RESOURCES = _table(
    Resource(
        "editions",
        Service.INSTRUMENT,
        {
            "GET": READERS,
            "POST": READERS,
            "PUT": _ADMINISTRATORS,
            "DELETE": _ADMINISTRATORS,
        },
    ),
    Resource("crosswalks", Service.INSTRUMENT, {"GET": READERS, "POST": READERS}),
    Resource(
        "agencies",
        Service.SUBMISSION,
        {"GET": READERS, "POST": _ADMINISTRATORS, "PUT": _ADMINISTRATORS},
    ),
    Resource(
        "campaigns",
        Service.SUBMISSION,
        {"GET": READERS, "POST": _COORDINATOR, "PUT": _COORDINATOR},
    ),
    Resource(
        "assessments",
        Service.SUBMISSION,
        {"GET": READERS, "PUT": _DECIDERS, "DELETE": _DECIDERS},
    ),
    Resource("scores", Service.SCORING, {"GET": READERS, "POST": READERS}),
    Resource("targets", Service.SCORING, {"GET": READERS, "PUT": _LEADERS, "DELETE": _LEADERS}),
    Resource("results", Service.SCORING, {"GET": _EVERYBODY, "POST": _EVERYBODY}),
    Resource("rederivations", Service.SCORING, {"GET": READERS}),
    Resource(
        "sources",
        Service.INTEGRATION,
        {"GET": _OVERSEERS, "POST": _OPERATOR, "PUT": _OPERATOR},
    ),
    Resource("facts", Service.INTEGRATION, {"GET": READERS}),
)
