"""Programmes, activities and sub-activities that an agency budgets for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sandbox.region.agencies import Agency
from sandbox.region.packaged import read

_ICT_FIELD = "2.16"
ICT_PROGRAMME = "2.16.03"

_Programmes = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class SubActivity:
    """The smallest thing that has a budget, with the names of its activity and programme.

    `code` is `affair.field.programme.2.activity.sub-activity`; `programme` and `activity` are its
    first three and five parts.
    """

    code: str
    name: str
    programme: str
    programme_name: str
    activity: str
    activity_name: str

    @property
    def ict(self) -> bool:
        """Whether it belongs to the programme of information and communication technology."""
        return self.programme == ICT_PROGRAMME

    @property
    def common(self) -> bool:
        """Whether every agency has it."""
        return self.programme.endswith(".01")

    @property
    def salaries(self) -> bool:
        """Whether it pays the salaries."""
        return self.common and self.activity.endswith(".2.02")


@cache
def activities_of(agency: Agency) -> Sequence[SubActivity]:
    """Return the sub-activities of an agency."""
    catalogue = _catalogue()
    own = catalogue["fields"].get(agency.org_code) or catalogue["fields"][agency.field]
    found = [*_below(agency.field, catalogue["common"]), *_below(agency.field, own)]
    if agency.ict:
        found += ict_activities()
    return tuple(found)


@cache
def ict_activities() -> Sequence[SubActivity]:
    """Return the sub-activities of an agency that has ICT activities."""
    return tuple(_below(_ICT_FIELD, _catalogue()["ict"]))


@cache
def _catalogue() -> Any:
    return read("programmes.yaml")


def _below(field: str, programmes: _Programmes) -> Iterator[SubActivity]:
    for programme, activities in programmes.items():
        programme_number, programme_name = programme.split(" ", 1)
        for activity, subs in activities.items():
            activity_number, activity_name = activity.split(" ", 1)
            for sub in subs:
                number, name = sub.split(" ", 1)
                code = f"{field}.{programme_number}"
                yield SubActivity(
                    code=f"{code}.{activity_number}.{number}",
                    name=name,
                    programme=code,
                    programme_name=programme_name,
                    activity=f"{code}.{activity_number}",
                    activity_name=activity_name,
                )
