"""Agencies, campaigns and sources of the sample region, as bodies of Tolok's API."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from rules.period import parse_period
from sandbox.region.agencies import REGION_CODE, above, agencies, region_names
from sandbox.region.years import YEARS

Json = dict[str, Any]

SPBE_EDITION = "permenpanrb-59-2020"
MONTHLY_EDITION = "kinerja-pd-bulanan"
# The derivation sets that have floors of coverage.
RULES_VERSION = 2
_VALID_FROM = "2017-01-01"
_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
# In the sandbox a change must be visible within two seconds; e-SAKIP has the most listings.
_INTERVALS = {"e-planning": 1, "e-program": 1, "e-sakip": 2}
_TITLES = {
    "e-planning": "E-Planning Sagara Wening",
    "e-program": "E-Program Sagara Wening",
    "e-sakip": "E-SAKIP Sagara Wening",
}


def region_body() -> Json:
    """Return the region as a body of `PUT /agencies/9901`."""
    name, short_name = region_names()
    return {
        "name": name,
        "short_name": short_name,
        "agency_kind": "regency",
        "parent_code": above()[-1].code,
        "valid_from": _VALID_FROM,
        "valid_until": None,
    }


def above_bodies() -> dict[str, Json]:
    """Return the agencies above the region by code, the topmost first, as bodies of `PUT`."""
    parents = [None, *(one.code for one in above())]
    return {
        one.code: {
            "name": one.name,
            "short_name": one.short_name,
            "agency_kind": one.kind,
            "parent_code": parent,
            "valid_from": _VALID_FROM,
            "valid_until": None,
        }
        for one, parent in zip(above(), parents, strict=False)
    }


def agency_bodies() -> dict[str, Json]:
    """Return the agencies below the region by code, as bodies of `PUT /agencies/{code}`."""
    return {
        one.code: {
            "name": one.name,
            "short_name": one.short_name,
            "agency_kind": "agency",
            "parent_code": REGION_CODE,
            "valid_from": _VALID_FROM,
            "valid_until": None,
        }
        for one in agencies()
    }


def spbe_campaign(year: int) -> str:
    """Return the code of a year's SPBE campaign."""
    return f"spbe-{year}"


def begun(campaigns: Iterable[Json], today: date) -> Iterator[Json]:
    """Yield the campaigns whose period has begun: no other can be opened."""
    for body in campaigns:
        if parse_period(body["period"]).state_on(today) != "not_begun":
            yield body


def spbe_campaigns() -> Iterator[Json]:
    """Yield the SPBE campaigns of the region, one a year, as bodies of `POST /campaigns`."""
    for year in YEARS:
        yield {
            "code": spbe_campaign(year),
            "name": f"Evaluasi SPBE {year}",
            "edition_code": SPBE_EDITION,
            "derivation_set_version": RULES_VERSION,
            "period": str(year),
            "agency_codes": [REGION_CODE],
        }


def monthly_campaigns() -> Iterator[Json]:
    """Yield the performance campaigns of all agencies as bodies of `POST /campaigns`."""
    for year in YEARS:
        for month, name in enumerate(_MONTHS, start=1):
            yield {
                "code": f"kinerja-{year}-{month:02}",
                "name": f"Kinerja perangkat daerah {name} {year}",
                "edition_code": MONTHLY_EDITION,
                "derivation_set_version": RULES_VERSION,
                "period": f"{year}-{month:02}",
                "under_code": REGION_CODE,
                "agency_kind": "agency",
            }


def source_bodies(base_urls: Mapping[str, str]) -> Iterator[Json]:
    """Yield the sources as bodies of `POST /sources`; code and secret name are the system."""
    for system, base_url in base_urls.items():
        yield {
            "code": system,
            "system": system,
            "name": _TITLES[system],
            "region_code": REGION_CODE,
            "base_url": base_url.rstrip("/"),
            "secret_name": system,
            "interval_seconds": _INTERVALS[system],
            "timeout_seconds": 5,
            "years": list(YEARS),
            "units": {one.ids[system]: one.code for one in agencies()},
            # The sample's e-SAKIP names programmes without codes, as they stand in the plan.
            "options": {"programmes_by_title": True} if system == "e-sakip" else {},
        }
