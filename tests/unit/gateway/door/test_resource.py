"""The table of resources is closed and speaks of roles that exist."""

from gateway.door.domain.resource import RESOURCES, Service
from rules.roles import READERS, ROLES


def test_every_service_owns_something() -> None:
    assert {resource.service for resource in RESOURCES.values()} == set(Service)


def test_every_role_exists() -> None:
    named = {
        role for resource in RESOURCES.values() for who in resource.roles.values() for role in who
    }

    assert named <= ROLES
    assert READERS < ROLES


def test_nobody_changes_what_they_may_not_read() -> None:
    for resource in RESOURCES.values():
        for roles in resource.roles.values():
            assert roles <= resource.roles["GET"], resource.name
