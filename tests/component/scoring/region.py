"""A small region and everything that is said about it, as events."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

from tests.component.scoring.risking import at_risk, risk

from contracts.envelope import Event
from contracts.events.agency import AgencyChangedV2
from contracts.events.assessment import AssessmentOpenedV2, LevelDecidedV2, Stage
from contracts.events.derivations import (
    AllCondition,
    DerivationRule,
    DerivationsPublishedV1,
    FactCondition,
    Ladder,
    LadderStep,
    Measure,
)
from contracts.events.edition import Band, EditionPublishedV1, Node, Scale, ScaleLevel
from contracts.events.fact import FactObservedV1
from contracts.values import EvaluationTrack, LastGood, RecordReference, Text
from scoring.state.domain.track import EVALUATION

Value = bool | str | None

REGION = "9901"
DINAS = ("9901.1", "9901.2", "9901.3")
AT = datetime(2026, 2, 1, tzinfo=UTC)
SPBE, MONTH, RUN = UUID(int=1), UUID(int=2), UUID(int=99)
CONSULTED, AMOUNT = "planning.ict_consulted", "planning.ict_amount"
REALISATION, CASH_PLAN = "budgeting.realisation", "budgeting.cash_plan"
HASH = "a" * 64
# Stories of one or two answers are about something else; floors have tests of their own.
NO_FLOORS: dict[EvaluationTrack, str] = dict.fromkeys(get_args(EvaluationTrack), "0")
STAGES = tuple(Stage(code=code, track=track) for code, track in EVALUATION.pairs)


def _text(word: str) -> Text:
    return Text(id=word, en=f"{word} (en)")


def edition(*, content_hash: str = HASH) -> EditionPublishedV1:
    """Return an edition of two aspects: indicators 1 and 2 in A1, 13 in A2; levels 1 to 5."""
    levels = tuple(
        ScaleLevel(value=str(each), name=_text(f"Tingkat {each}")) for each in range(1, 6)
    )
    return EditionPublishedV1(
        edition_code="spbe",
        instrument_code="spbe",
        revision=1,
        content_hash=content_hash,
        title=_text("SPBE"),
        source="contoh",
        certainty="verified",
        period_kind="year",
        announced_decimals=2,
        scales=(
            Scale(code="levels", kind="levels", minimum="1", maximum="5", empty="1", levels=levels),
        ),
        nodes=(
            Node(code="index", kind="instrument", name=_text("Indeks"), weight="100"),
            Node(code="A1", kind="aspect", name=_text("A1"), weight="60", parent_code="index"),
            _indicator("1", "30", "A1"),
            _indicator("2", "30", "A1"),
            Node(code="A2", kind="aspect", name=_text("A2"), weight="40", parent_code="index"),
            _indicator("13", "40", "A2"),
        ),
        predicates=(
            Band(name=_text("Baik"), minimum="2.6"),
            Band(name=_text("Cukup"), maximum="2.6"),
        ),
        maturity_levels=(),
        published_at=AT,
    )


def derivations(*, content_hash: str = HASH) -> DerivationsPublishedV1:
    """Return the rule of indicator 13: 2 if some agency consulted, 3 if every one did."""
    consulted: dict[str, Any] = {
        "fact": CONSULTED,
        "operator": "==",
        "value": True,
        "scope": "subtree",
        "subtree_kind": "agency",
    }
    some = FactCondition(**consulted, quantifier="any")
    every = FactCondition(**consulted, quantifier="all")
    steps = (
        LadderStep(level="1", condition=AllCondition(conditions=()), text=_text("Bebas")),
        LadderStep(level="2", condition=some, text=_text("Sebagian")),
        LadderStep(level="3", condition=every, text=_text("Seluruhnya")),
    )
    rule = DerivationRule(code="spbe-13", indicator_code="13", derivation=Ladder(steps=steps))
    return _set("spbe", content_hash, rule)


def monthly_edition() -> EditionPublishedV1:
    """Return an edition in percent with one measured indicator."""
    nodes = (
        Node(code="index", kind="instrument", name=_text("Kinerja"), weight="100"),
        Node(
            code="K1",
            kind="indicator",
            name=_text("Penyerapan"),
            weight="100",
            parent_code="index",
            scale_code="percent",
        ),
    )
    return EditionPublishedV1(
        edition_code="kinerja",
        instrument_code="kinerja",
        revision=1,
        content_hash=HASH,
        title=_text("Kinerja"),
        source="contoh",
        certainty="verified",
        period_kind="month",
        announced_decimals=2,
        scales=(Scale(code="percent", kind="percent", minimum="0", maximum="100"),),
        nodes=nodes,
        predicates=(),
        maturity_levels=(),
        published_at=AT,
    )


def monthly_derivations() -> DerivationsPublishedV1:
    measure = Measure(formula="ratio", fact=REALISATION, against=CASH_PLAN, text=_text("Rasio"))
    return _set("kinerja", HASH, DerivationRule(code="k1", indicator_code="K1", derivation=measure))


def agency(
    code: str, parent: str | None = REGION, *, revision: int = 1, **more: Any
) -> AgencyChangedV2:
    state: dict[str, Any] = {
        "agency_code": code,
        "revision": revision,
        "name": f"Dinas {code}",
        "agency_kind": "regency" if parent is None else "agency",
        "is_assessed": True,
        "valid_from": date(2020, 1, 1),
        "changed_at": AT,
        "parent_code": parent,
    }
    return AgencyChangedV2(**state | more)


def agencies() -> list[Event]:
    return [agency(REGION, None), *(agency(code) for code in DINAS)]


def opened(assessment: UUID = SPBE, **more: Any) -> AssessmentOpenedV2:
    state: dict[str, Any] = {
        "assessment_id": assessment,
        "revision": 1,
        "campaign_code": "spbe-2026",
        "agency_code": REGION,
        "edition_code": "spbe",
        "derivation_set_version": 1,
        "period": "2026",
        "opened_at": AT,
        "kind": "evaluation",
        "stages": STAGES,
    }
    return AssessmentOpenedV2(**state | more)


def month_opened(assessment: UUID = MONTH, agency_code: str = DINAS[0]) -> AssessmentOpenedV2:
    return opened(
        assessment,
        campaign_code="kinerja-2026-02",
        agency_code=agency_code,
        edition_code="kinerja",
        period="2026-02",
    )


def decided(
    indicator: str,
    level: str | None,
    *,
    revision: int,
    stage: str = "mandiri",
    assessment: UUID = SPBE,
) -> LevelDecidedV2:
    return LevelDecidedV2(
        assessment_id=assessment,
        revision=revision,
        indicator_code=indicator,
        stage=stage,
        level=level,
        explanation="Dokumen telah ditetapkan.",
        decided_by="petugas",
        decided_at=AT,
    )


def observed(
    code: str, value: Value, *, fact: str = CONSULTED, revision: int = 1, **more: Any
) -> FactObservedV1:
    """Return a fact as it was read; None: absent."""
    state: dict[str, Any] = {
        "agency_code": code,
        "fact": fact,
        "period": "2026",
        "source_code": "e-planning-1",
        "revision": revision,
        "status": "absent" if value is None else "value",
        "value": value,
        "observed_at": AT + timedelta(hours=revision),
        "run_id": RUN,
        "adapter": "e-planning 1.0",
        "records": (
            RecordReference(
                source_code="e-planning-1",
                record_kind="konsultasi",
                record_id=f"BA-{code}",
                revision=revision,
                content_hash="b" * 64,
            ),
        ),
        "record_count": 1,
    }
    return FactObservedV1(**state | more)


def unread(before: FactObservedV1) -> FactObservedV1:
    """Return the same fact after its source could no longer be read."""
    good = LastGood(
        status="absent" if before.value is None else "value",
        value=before.value,
        observed_at=before.observed_at,
        confirmed_at=AT + timedelta(days=1),
        records=before.records,
    )
    return observed(
        before.agency_code,
        None,
        fact=before.fact,
        revision=before.revision + 1,
        status="unknown",
        last_good=good,
        period=before.period,
        records=(),
    )


def everything() -> list[Event]:
    """Return a whole story, in an order in which nothing has to wait."""
    return [
        edition(),
        derivations(),
        monthly_edition(),
        monthly_derivations(),
        *agencies(),
        opened(),
        month_opened(),
        decided("1", "3", revision=2),
        decided("2", "4", revision=3),
        decided("1", "2", revision=4, stage="dokumen"),
        decided("2", None, revision=5),
        decided("1", "5", revision=6),
        at_risk(risk("1"), risk("2", "rejected"), revision=7),
        at_risk(risk("2", "rejected", "expired"), revision=8),
        observed(DINAS[0], True),
        observed(DINAS[1], False),
        observed(DINAS[2], True),
        observed(DINAS[1], True, revision=2),
        observed(DINAS[0], "250", fact=REALISATION, period="2026-02"),
        observed(DINAS[0], "400", fact=CASH_PLAN, period="2026-02"),
        unread(observed(DINAS[2], True)),
    ]


def _indicator(code: str, weight: str, parent: str) -> Node:
    return Node(
        code=code,
        kind="indicator",
        name=_text(f"Indikator {code}"),
        weight=weight,
        parent_code=parent,
        scale_code="levels",
    )


def _set(code: str, content_hash: str, *rules: DerivationRule) -> DerivationsPublishedV1:
    return DerivationsPublishedV1(
        edition_code=code,
        derivation_set_version=1,
        content_hash=content_hash,
        rules=rules,
        published_at=AT,
        coverage_floors=NO_FLOORS,
    )
