"""Stages are data of a campaign's kind: their order, their tracks, and who decides."""

from typing import get_args

import pytest

from operations.parties import ASSESSORS, LATER_ASSESSORS, REVIEWERS
from submission.campaigns.domain.stages import (
    CampaignKind,
    name_of,
    period_of,
    stages_of,
    up_to,
)

KINDS: tuple[CampaignKind, ...] = get_args(CampaignKind)


def roles(kind: CampaignKind) -> list[tuple[str, str, str]]:
    return [(stage.code, stage.track, stage.role) for stage in stages_of(kind)]


def test_an_evaluation_has_five_stages_of_which_the_visit_may_be_left_out() -> None:
    assert roles("evaluation") == [
        ("mandiri", "self", "internal_assessor"),
        ("dokumen", "dokumen", "external_assessor"),
        ("interviu", "interviu", "external_assessor"),
        ("visitasi", "visitasi", "external_assessor"),
        ("reviu", "reviu", "external_assessor"),
    ]
    assert [each.code for each in stages_of("evaluation") if each.is_optional] == ["visitasi"]


def test_a_monitoring_ends_with_the_documents() -> None:
    assert stages_of("monitoring") == stages_of("evaluation")[:2]


def test_akip_goes_through_four_tiers_of_which_the_last_is_final() -> None:
    assert roles("akip") == [
        ("usulan", "self", "agency_officer"),
        ("verifikasi", "verifikasi", "internal_assessor"),
        ("penjaminan_mutu", "penjaminan_mutu", "inspectorate"),
        ("penetapan", "penetapan", "approver"),
    ]


def test_who_answers_stands_in_the_same_table() -> None:
    for kind in KINDS:
        first, *later = stages_of(kind)
        spbe = ("coordinator", "data_entry", "agency_officer")
        assert first.respondents == (("agency_officer",) if kind == "akip" else spbe)
        assert not any(stage.respondents for stage in later)


@pytest.mark.parametrize(
    ("kind", "period"), [("monthly", "month"), ("quarterly", "quarter"), ("akip", "year")]
)
def test_what_is_of_a_period_says_of_which(kind: CampaignKind, period: str) -> None:
    assert period_of(kind) == period


@pytest.mark.parametrize("kind", ["monthly", "quarterly"])
def test_a_short_period_has_one_stage(kind: CampaignKind) -> None:
    assert roles(kind) == [("mandiri", "self", "internal_assessor")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_stage_makes_the_track_self_and_codes_are_named_once(kind: CampaignKind) -> None:
    stages = stages_of(kind)
    assert stages[0].track == "self"
    assert len({stage.code for stage in stages}) == len(stages)
    assert len({stage.track for stage in stages}) == len(stages)
    assert name_of(kind).id


def test_a_line_ends_with_the_stage_and_is_empty_without_it() -> None:
    stages = stages_of("akip")
    assert up_to(stages, "verifikasi") == stages[:2]
    assert up_to(stages, "reviu") == ()


def test_operations_name_exactly_the_roles_that_some_stage_gives_them() -> None:
    lines = [stages_of(kind) for kind in KINDS]
    assert {stage.role for line in lines for stage in line} == ASSESSORS
    assert {stage.role for line in lines for stage in line[1:]} == LATER_ASSESSORS
    assert {stage.role for line in lines for stage in line if stage.has_verdict} == REVIEWERS
