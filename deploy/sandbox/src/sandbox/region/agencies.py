"""The agencies of the sample region and their ids in each source system."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sandbox.region.packaged import read

REGION_CODE = "9901"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: its code, its names, and its ids in e-planning, e-program and e-SAKIP.

    `budget`: rupiah of 2025. `pace`: the share of the cash plan that the agency usually spends;
    None: drawn at random (66 % to 99 %). `ict`: it has activities of the programme "Pengelolaan
    Aplikasi Informatika".
    """

    code: str
    name: str
    short_name: str
    org_code: str
    org_name: str
    unit_code: str
    sakip_id: int
    abbreviation: str | None
    budget: int
    pace: Decimal | None
    ict: bool

    @property
    def field(self) -> str:
        """The field of government, `affair.field`."""
        return self.org_code[:4]

    @property
    def ids(self) -> dict[str, str]:
        """The id of the agency in each source system."""
        return {
            "e-planning": self.org_code,
            "e-program": self.unit_code,
            "e-sakip": str(self.sakip_id),
        }


@cache
def region_names() -> tuple[str, str]:
    """Return the name and the short name of the region."""
    region = read("agencies.yaml")["region"]
    return region["name"], region["short_name"]


class Above(NamedTuple):
    """An agency above the region: its code, kind and names."""

    code: str
    kind: str
    name: str
    short_name: str


@cache
def above() -> Sequence[Above]:
    """Return the agencies above the region, the topmost first."""
    return tuple(Above(**raw) for raw in read("agencies.yaml")["above"])


@cache
def agencies() -> Sequence[Agency]:
    """Return all agencies, in the order of their codes."""
    return tuple(_agency(raw) for raw in read("agencies.yaml")["agencies"])


@cache
def agency(name: str) -> Agency:
    """Return the agency with this short name, code, or id in a source system.

    Raises LookupError.
    """
    for one in agencies():
        if name in (one.short_name, one.code, *one.ids.values()):
            return one
    raise LookupError(f"No agency of the sample region is called {name!r}.")


def _agency(raw: dict[str, Any]) -> Agency:
    pace = raw.get("pace")
    return Agency(
        code=f"{REGION_CODE}.{raw['code']}",
        name=raw["name"],
        short_name=raw["short"],
        org_code=raw["code"],
        org_name=raw["planning"],
        unit_code=raw["unit"],
        sakip_id=raw["sakip"],
        abbreviation=raw["abbreviation"],
        budget=raw["budget"] * 1_000_000,
        pace=None if pace is None else Decimal(pace),
        ict=raw.get("ict", False),
    )
