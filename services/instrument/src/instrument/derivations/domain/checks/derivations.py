"""The defects of a derivation set: references, ladders, measures, contradictions and examples."""

from collections import Counter
from collections.abc import Iterator, Mapping

from instrument.derivations.domain.checks.conditions import check_condition, check_fact
from instrument.derivations.domain.checks.contradictions import check_contradictions
from instrument.derivations.domain.checks.examples import check_examples
from instrument.derivations.domain.checks.holding import can_hold, check_holding
from instrument.derivations.domain.model import (
    DerivationRule,
    DerivationSet,
    FactKind,
    Ladder,
    Measure,
)
from instrument.editions.domain.model import Edition, Scale
from rules.exact import text_of
from rules.floor import NEVER
from rules.refusal import Refusal
from rules.text import Text

Catalogue = Mapping[str, FactKind]


def check_derivations(
    derivations: DerivationSet, edition: Edition, catalogue: Catalogue
) -> list[Refusal]:
    """Return all defects of a derivation set of this edition."""
    defects: list[Refusal] = []
    if derivations.edition_code != edition.edition_code:
        defects.append(
            Refusal(
                "/edition_code",
                Text(f"bukan {edition.edition_code}", f"is not {edition.edition_code}"),
            )
        )
    defects += _doubled("code", [rule.code for rule in derivations.rules])
    defects += _doubled("indicator_code", [rule.indicator_code for rule in derivations.rules])
    for place, rule in enumerate(derivations.rules):
        defects += _check_rule(f"/rules/{place}", rule, edition, catalogue)
    defects += _above_criteria(derivations, edition)
    defects += _floors(derivations)
    defects += check_contradictions(derivations, edition, catalogue)
    defects += check_examples(derivations, edition, catalogue)
    return defects


def _doubled(name: str, codes: list[str]) -> Iterator[Refusal]:
    counts = Counter(codes)
    for place, code in enumerate(codes):
        if counts[code] > 1:
            yield Refusal(
                f"/rules/{place}/{name}",
                Text(f"{code} dipakai {counts[code]} kali", f"{code} is used {counts[code]} times"),
            )


def _check_rule(
    pointer: str, rule: DerivationRule, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    scale = edition.scale_of(rule.indicator_code)
    if scale is None:
        yield Refusal(
            f"{pointer}/indicator_code",
            Text(
                f"{edition.edition_code} tidak memuat indikator {rule.indicator_code}",
                f"{edition.edition_code} has no indicator {rule.indicator_code}",
            ),
        )
        return
    pointer = f"{pointer}/derivation"
    if isinstance(rule.derivation, Ladder):
        yield from _ladder(pointer, rule.derivation, scale)
        yield from _conditions(pointer, rule.derivation, edition, catalogue)
    else:
        yield from _measure(pointer, rule.derivation, scale)
        yield from _measured_facts(pointer, rule.derivation, edition, catalogue)
    yield from _reviewed(pointer, rule, edition)


def _ladder(pointer: str, ladder: Ladder, scale: Scale) -> Iterator[Refusal]:
    levels = [step.level for step in ladder.steps]
    if scale.kind == "levels":
        expected = [level.value for level in scale.levels][: len(levels)]
        good = bool(levels) and levels == expected
    else:
        rising = levels == sorted(set(levels)) and all(scale.holds(level) for level in levels)
        named = {level.value for level in scale.levels if level.value <= max(levels, default=0)}
        good = levels[:1] == [scale.minimum] and rising and named <= set(levels)
    if not good:
        given = ", ".join(text_of(level) for level in levels) or "-"
        yield Refusal(
            f"{pointer}/steps",
            Text(
                f"tangga harus mulai dari {text_of(scale.minimum)} dan menaik tanpa tingkat yang"
                f" terlewat; ada: {given}",
                f"a ladder starts at {text_of(scale.minimum)} and rises without a missing step;"
                f" it has: {given}",
            ),
        )


def _conditions(
    pointer: str, ladder: Ladder, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    found: list[Refusal] = []
    for place, step in enumerate(ladder.steps):
        where = f"{pointer}/steps/{place}/condition"
        wrong = list(check_condition(where, step.condition, edition.period_kind, catalogue))
        found += wrong or check_holding(where, step.condition, catalogue)
    yield from found
    if found:
        return
    for place in range(1, len(ladder.steps)):
        asked = [step.condition for step in ladder.steps[: place + 1]]
        if not can_hold(asked, catalogue):
            level = text_of(ladder.steps[place].level)
            yield Refusal(
                f"{pointer}/steps/{place}/condition",
                Text(
                    f"bertentangan dengan syarat di bawahnya: tingkat {level} tidak akan tercapai",
                    f"contradicts what lower levels ask: level {level} can never be reached",
                ),
            )
            return


def _reviewed(pointer: str, rule: DerivationRule, edition: Edition) -> Iterator[Refusal]:
    """Yield a defect for each level of a rule that only a review by people may give."""
    limit = next(node.reviewed_from for node in edition.nodes if node.code == rule.indicator_code)
    if limit is None:
        return
    derivation = rule.derivation
    if isinstance(derivation, Measure):
        claimed = [(f"{pointer}/maximum", derivation.maximum)]
    else:
        claimed = [
            (f"{pointer}/steps/{place}/level", step.level)
            for place, step in enumerate(derivation.steps)
        ]
    for where, level in claimed:
        if level >= limit:
            yield Refusal(
                where,
                Text(
                    f"tingkat {text_of(limit)} ke atas hanya dapat diberikan melalui reviu asesor;"
                    " aturan hanya boleh memberi tingkat di bawahnya",
                    f"levels from {text_of(limit)} up need a review by people; a rule may only"
                    " give lower ones",
                ),
            )


def _above_criteria(derivations: DerivationSet, edition: Edition) -> Iterator[Refusal]:
    """Yield a defect for each rule of a criterion whose indicator has a rule of its own."""
    parents = {node.code: node.parent_code for node in edition.nodes if node.kind == "criterion"}
    derived = {rule.indicator_code for rule in derivations.rules}
    for place, rule in enumerate(derivations.rules):
        parent = parents.get(rule.indicator_code)
        if parent in derived:
            yield Refusal(
                f"/rules/{place}/indicator_code",
                Text(
                    f"aturan ini tidak terpakai: aturan indikatornya, {parent}, didahulukan",
                    f"this rule is never used: its indicator {parent} has a rule of its own",
                ),
            )


def _floors(derivations: DerivationSet) -> Iterator[Refusal]:
    for track, floor in (derivations.coverage_floors or {}).items():
        if floor != NEVER and not 0 <= floor <= 1:
            yield Refusal(
                f"/coverage_floors/{track}",
                Text(
                    'harus bagian dari bobot, 0 sampai 1, atau "never"',
                    'must be a share of the weight, 0 to 1, or "never"',
                ),
            )


def _measure(pointer: str, measure: Measure, scale: Scale) -> Iterator[Refusal]:
    if scale.kind != "percent":
        yield Refusal(
            pointer, Text("ukuran memerlukan skala persen", "a measure needs a percent scale")
        )
    if not scale.minimum <= measure.minimum < measure.maximum <= scale.maximum:
        yield Refusal(
            f"{pointer}/maximum",
            Text(
                "batas harus menaik dan berada di dalam skala",
                "the bounds must rise within the scale",
            ),
        )
    if (measure.against is None) != (measure.formula == "value"):
        yield Refusal(
            f"{pointer}/against",
            Text(
                "wajib diisi bila dua fakta dibandingkan; bila tidak, kosongkan",
                "is required where two facts are compared; otherwise leave it out",
            ),
        )


def _measured_facts(
    pointer: str, measure: Measure, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    for field, name in (("fact", measure.fact), ("against", measure.against)):
        if name is None:
            continue
        yield from check_fact(f"{pointer}/{field}", name, edition.period_kind, catalogue)
        kind = catalogue.get(name)
        if kind is not None and kind.type != "decimal":
            yield Refusal(
                f"{pointer}/{field}", Text(f"{name} bukan bilangan", f"{name} is not a number")
            )
    fact, against = catalogue.get(measure.fact), catalogue.get(measure.against or "")
    if measure.against == measure.fact:
        yield Refusal(f"{pointer}/against", Text("harus fakta lain", "must be another fact"))
    elif fact is not None and against is not None and fact.unit != against.unit:
        yield Refusal(
            f"{pointer}/against",
            Text(
                f"satuan {against.unit} berbeda dari {fact.unit}",
                f"has the unit {against.unit}; the fact has {fact.unit}",
            ),
        )
