"""Campaigns: edition, derivation set, period and agencies fit together."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from rules.period import Period, parse_period
from submission.agencies.domain import Agency
from submission.campaigns.domain.campaign import (
    Campaign,
    Participants,
    check_campaign,
    check_participants,
)
from submission.campaigns.domain.instrument import usual_kind
from submission.campaigns.domain.participants import check_chosen
from submission.campaigns.domain.stages import CampaignKind
from submission.editions.domain.edition import Edition

KINDS: tuple[CampaignKind, ...] = get_args(CampaignKind)
TODAY = date(2026, 11, 29)
YEAR = Period("2026", "year", date(2026, 1, 1), date(2026, 12, 31))
MONTH = Period("2026-11", "month", date(2026, 11, 1), date(2026, 11, 30))
EDITION = Edition(
    code="contoh",
    content_hash="a" * 64,
    period_kind="year",
    scales={},
    scale_codes={},
    instrument_code="spbe",
)
OFFERED = {"contoh": "spbe", "lama": "spbe", "sakip": "akip", "kami": "sendiri"}
CAMPAIGN = Campaign(
    agency_code="9901",
    code="contoh-2026",
    name="Contoh",
    kind="evaluation",
    edition_code="contoh",
    derivation_set_version=1,
    period=YEAR,
)
AGENCY = Agency(
    code="9901",
    name="Kabupaten",
    short_name=None,
    kind="regency",
    parent_code=None,
    valid_from=date(2000, 1, 1),
    valid_until=date(2026, 10, 31),
)


def test_parts_that_fit_break_no_rule() -> None:
    assert list(check_campaign(CAMPAIGN, EDITION, versions=[1], offered=OFFERED, today=TODAY)) == []
    without = replace(CAMPAIGN, derivation_set_version=None)
    assert list(check_campaign(without, EDITION, versions=[], offered=OFFERED, today=TODAY)) == []
    assert list(check_chosen(["9901"], {"9901": AGENCY}, YEAR, today=date(2026, 10, 31))) == []


@pytest.mark.parametrize(
    ("campaign", "edition", "pointers"),
    [
        (CAMPAIGN, None, ["/edition_code"]),
        (CAMPAIGN, replace(EDITION, retired=True), ["/edition_code"]),
        (replace(CAMPAIGN, period=MONTH), EDITION, ["/period"]),
        (replace(CAMPAIGN, derivation_set_version=2), EDITION, ["/derivation_set_version"]),
        (
            replace(CAMPAIGN, period=MONTH, derivation_set_version=2),
            replace(EDITION, retired=True),
            ["/edition_code", "/period", "/derivation_set_version"],
        ),
    ],
)
def test_everything_that_does_not_fit_is_named(
    campaign: Campaign, edition: Edition | None, pointers: list[str]
) -> None:
    found = check_campaign(campaign, edition, versions=[1], offered=OFFERED, today=TODAY)
    assert [rule.pointer for rule in found] == pointers


@pytest.mark.parametrize(
    ("kind", "period_kinds"),
    [
        ("evaluation", ["year", "quarter", "month"]),
        ("monitoring", ["year", "quarter", "month"]),
        ("akip", ["year"]),
        ("quarterly", ["quarter"]),
        ("monthly", ["month"]),
    ],
)
def test_a_kind_of_a_period_is_opened_on_editions_of_that_period(
    kind: CampaignKind, period_kinds: list[str]
) -> None:
    opened = []
    for code in ("2026", "2026-Q1", "2026-02"):
        period = parse_period(code)
        instrument = "akip" if kind == "akip" else "sendiri"
        edition = replace(EDITION, period_kind=period.kind, instrument_code=instrument)
        campaign = replace(CAMPAIGN, kind=kind, period=period)
        wrong = list(check_campaign(campaign, edition, versions=[1], offered=OFFERED, today=TODAY))
        assert [rule.pointer for rule in wrong] in ([], ["/kind"])
        opened += [] if wrong else [period.kind]
    assert opened == period_kinds


@pytest.mark.parametrize(
    ("instrument", "kinds"),
    [
        ("spbe", {"evaluation", "monitoring"}),
        ("akip", {"akip"}),
        ("sendiri", {"evaluation", "monitoring"}),
    ],
)
def test_a_kind_goes_with_the_instrument_of_the_edition(instrument: str, kinds: set[str]) -> None:
    edition = replace(EDITION, instrument_code=instrument)
    fitting = set()
    for kind in KINDS:
        campaign = replace(CAMPAIGN, kind=kind)
        wrong = check_campaign(campaign, edition, versions=[1], offered=OFFERED, today=TODAY)
        if not [*wrong]:
            fitting.add(kind)
    assert fitting == kinds


def test_the_editions_that_fit_are_named() -> None:
    campaign = replace(CAMPAIGN, kind="akip")
    (wrong,) = check_campaign(campaign, EDITION, versions=[1], offered=OFFERED, today=TODAY)
    assert wrong.pointer == "/edition_code"
    assert wrong.text.id.endswith("instrumen spbe; edisi yang sesuai: sakip")
    assert wrong.text.en.endswith("instrument spbe; editions that fit: sakip")
    (wrong,) = check_campaign(campaign, EDITION, versions=[1], offered={}, today=TODAY)
    assert wrong.text.id.endswith("belum ada edisi yang sesuai")
    many = {f"sakip-{number:03}": "akip" for number in range(500)}
    (wrong,) = check_campaign(campaign, EDITION, versions=[1], offered=many, today=TODAY)
    assert wrong.text.id.count("sakip-") == 20


def test_an_edition_whose_instrument_is_not_known_yet_is_not_opened() -> None:
    edition = replace(EDITION, instrument_code=None)
    (wrong,) = check_campaign(CAMPAIGN, edition, versions=[1], offered=OFFERED, today=TODAY)
    assert (wrong.pointer, "coba lagi" in wrong.text.id) == ("/edition_code", True)


@pytest.mark.parametrize(
    ("instrument", "kind"), [("spbe", "evaluation"), ("akip", "akip"), ("sendiri", "evaluation")]
)
def test_a_kind_that_is_not_said_is_the_usual_one(instrument: str, kind: str) -> None:
    edition = replace(EDITION, instrument_code=instrument)
    assert usual_kind(edition) == kind


def test_agencies_are_named_or_chosen_by_kind() -> None:
    both = Participants(agency_codes=["9901"], agency_kind="agency")
    assert [each.pointer for each in check_participants(both)] == ["/agency_codes", "/agency_kind"]
    for one in (Participants(), replace(both, agency_kind=None), replace(both, agency_codes=None)):
        assert not [*check_participants(one)]


def test_what_is_not_assessed_cannot_be_named() -> None:
    total = replace(AGENCY, is_assessed=False)
    (wrong,) = check_chosen(["9901"], {"9901": total}, YEAR, today=TODAY)
    assert (wrong.pointer, wrong.text.id) == ("/agency_codes/0", "9901 tidak dinilai")


def test_named_agencies_exist_in_the_period_and_once() -> None:
    found = check_chosen(["9901", "9999", "9901"], {"9901": AGENCY}, MONTH, today=TODAY)
    assert [rule.pointer for rule in found] == [
        "/agency_codes/0",
        "/agency_codes/1",
        "/agency_codes/2",
    ]


def test_a_period_that_has_not_begun_is_not_opened() -> None:
    early = list(
        check_campaign(CAMPAIGN, EDITION, versions=[1], offered=OFFERED, today=date(2025, 12, 31))
    )

    assert [each.pointer for each in early] == ["/period"]
    assert "belum dimulai" in early[0].text.id
    assert "2026-01-01" in early[0].text.en
    assert not list(
        check_campaign(CAMPAIGN, EDITION, versions=[1], offered=OFFERED, today=date(2026, 1, 1))
    )


def test_an_agency_that_ended_is_not_named_and_its_successor_is_told() -> None:
    ended = replace(AGENCY, valid_until=date(2026, 6, 30), successor_codes=("9902",))
    (wrong,) = check_chosen(["9901"], {"9901": ended}, YEAR, today=TODAY)
    assert (wrong.pointer, wrong.text.id) == (
        "/agency_codes/0",
        "9901 berakhir pada 2026-06-30; penerusnya 9902",
    )
