"""The agencies of a story that act, each with the officer who answers for it; both are invented."""

from typing import Any, NamedTuple

from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene


class Officer(NamedTuple):
    """A person of an agency: the subject of their token, their name and position."""

    subject: str
    name: str
    position: str


class Member(NamedTuple):
    """An agency of a story: its whole code, and its officer."""

    code: str
    officer: Officer

    def portal(self, scene: Scene) -> Portal:
        """Return the product as the officer of the agency sees it."""
        return scene.product.portal(self.officer.subject, "agency_officer", self.code)


def members_of(data: Any, region: str) -> dict[str, Member]:
    """Return the agencies that a story names, below a region, by their codes."""
    found = [
        Member(f"{region}.{each['code']}", Officer(**each["officer"])) for each in data["agencies"]
    ]
    return {member.code: member for member in found}


def enter_officer(portal: Portal, member: Member, *, since: str) -> None:
    """Enter the officer of an agency as one of its people."""
    body = {
        "agency_code": member.code,
        "name": member.officer.name,
        "position": member.officer.position,
        "valid_from": since,
    }
    portal.put(f"/people/{member.officer.subject}", body)
