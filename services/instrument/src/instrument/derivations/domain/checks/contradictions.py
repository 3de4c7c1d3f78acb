"""The defects of a contradiction rule: unknown references, and rules that never find anything."""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from string import Formatter

from instrument.derivations.domain.checks.conditions import check_condition, check_fact
from instrument.derivations.domain.checks.holding import can_hold, check_holding
from instrument.derivations.domain.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from instrument.derivations.domain.model import DerivationSet, FactKind
from instrument.editions.domain.model import Edition, Scale
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text

Catalogue = Mapping[str, FactKind]

# The placeholders that the sentence of each kind of check may use.
PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "claim_against_fact": ("indicator", "claimed", "level", "agencies"),
    "claim_against_derived": ("indicator", "claimed", "derived"),
    "related": ("indicator", "claimed", "level", "other", "other_level"),
    "last_year": ("indicator", "claimed", "last_year"),
    "sources": ("value", "against", "agencies"),
}


def check_contradictions(
    derivations: DerivationSet, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    """Yield the defects of the contradiction rules of a set."""
    counts = Counter(rule.code for rule in derivations.contradictions)
    derived = {rule.indicator_code for rule in derivations.rules}
    for place, rule in enumerate(derivations.contradictions):
        pointer = f"/contradictions/{place}"
        if counts[rule.code] > 1:
            yield Refusal(
                f"{pointer}/code",
                Text(
                    f"{rule.code} dipakai {counts[rule.code]} kali",
                    f"{rule.code} is used {counts[rule.code]} times",
                ),
            )
        for language, sentence in (("id", rule.text.id), ("en", rule.text.en)):
            yield from _sentence(f"{pointer}/text/{language}", sentence, rule)
        if isinstance(rule.check, AgainstOtherSource):
            yield from _sources(f"{pointer}/check", rule.check, edition, catalogue)
        else:
            yield from _claim(f"{pointer}/check", rule, edition, derived)
        if isinstance(rule.check, ClaimAgainstFact):
            yield from _fact(f"{pointer}/check/condition", rule.check, edition, catalogue)


def _sentence(pointer: str, sentence: str, rule: ContradictionRule) -> Iterator[Refusal]:
    allowed = PLACEHOLDERS[rule.check.kind]
    try:
        fields = list(Formatter().parse(sentence))
    except ValueError:
        yield Refusal(
            pointer,
            Text("kurung kurawal tidak berpasangan", "its braces do not match"),
        )
        return
    for _, name, form, conversion in fields:
        if name is not None and (name not in allowed or form or conversion):
            known = ", ".join(f"{{{name}}}" for name in allowed)
            yield Refusal(
                pointer,
                Text(
                    f"{{{name}}} tidak dikenal di sini; yang dapat dipakai: {known}",
                    f"{{{name}}} is not known here; there are {known}",
                ),
            )


def _claim(
    pointer: str, rule: ContradictionRule, edition: Edition, derived: set[str]
) -> Iterator[Refusal]:
    check = rule.check
    if isinstance(check, AgainstOtherSource):
        return
    scale = edition.scale_of(check.indicator_code)
    if scale is None:
        yield _unknown(f"{pointer}/indicator_code", check.indicator_code, edition)
        return
    if isinstance(check, ClaimAgainstFact | RelatedClaims):
        yield from _level(f"{pointer}/level", check.level, scale)
    if isinstance(check, RelatedClaims):
        yield from _other(pointer, check, edition)
    if isinstance(check, ClaimAgainstDerived | AgainstLastYear):
        yield from _step(f"{pointer}/by", check.by, scale)
    if isinstance(check, ClaimAgainstDerived) and check.indicator_code not in derived:
        yield Refusal(
            f"{pointer}/indicator_code",
            Text(
                f"tidak ada aturan yang menurunkan tingkat {check.indicator_code}",
                f"no rule derives a level of {check.indicator_code}",
            ),
        )


def _unknown(pointer: str, code: str, edition: Edition) -> Refusal:
    return Refusal(
        pointer,
        Text(
            f"{edition.edition_code} tidak memuat indikator {code}",
            f"{edition.edition_code} has no indicator {code}",
        ),
    )


def _level(pointer: str, level: Fraction, scale: Scale) -> Iterator[Refusal]:
    if not scale.holds(level):
        yield Refusal(pointer, Text("tidak ada pada skala", "is not on the scale"))
    elif level == scale.minimum:
        yield Refusal(
            pointer,
            Text(
                f"{text_of(level)} adalah nilai terendah, jadi selalu diklaim",
                f"{text_of(level)} is the lowest value: it is always claimed",
            ),
        )


def _other(pointer: str, check: RelatedClaims, edition: Edition) -> Iterator[Refusal]:
    scale = edition.scale_of(check.other_code)
    if scale is None:
        yield _unknown(f"{pointer}/other_code", check.other_code, edition)
        return
    if check.other_code == check.indicator_code:
        yield Refusal(
            f"{pointer}/other_code",
            Text("harus indikator lain", "must be another indicator"),
        )
    if not scale.holds(check.other_level):
        yield Refusal(f"{pointer}/other_level", Text("tidak ada pada skala", "is not on the scale"))
    elif check.other_level == scale.minimum:
        lowest = text_of(check.other_level)
        yield Refusal(
            f"{pointer}/other_level",
            Text(
                f"tidak ada tingkat di bawah {lowest}, jadi tidak akan pernah ditemukan",
                f"no level is below {lowest}: it can never be found",
            ),
        )


def _step(pointer: str, by: Fraction, scale: Scale) -> Iterator[Refusal]:
    width = scale.maximum - scale.minimum
    if by <= 0:
        yield Refusal(pointer, Text("harus di atas 0", "must be above 0"))
    elif by > width:
        yield Refusal(
            pointer,
            Text(
                f"rentang skala hanya {text_of(width)}, jadi tidak akan pernah ditemukan",
                f"the scale is only {text_of(width)} wide: it can never be found",
            ),
        )


def _fact(
    pointer: str, check: ClaimAgainstFact, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    condition = check.condition
    defects = list(check_condition(pointer, condition, edition.period_kind, catalogue))
    defects = defects or list(check_holding(pointer, condition, catalogue))
    if not defects and not can_hold([condition], catalogue, truth=False):
        defects.append(
            Refusal(
                pointer,
                Text(
                    "selalu terpenuhi, jadi tidak akan pernah ada pertentangan",
                    "always holds: nothing can contradict it",
                ),
            )
        )
    yield from defects


def _sources(
    pointer: str, check: AgainstOtherSource, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    for field, name in (("fact", check.fact), ("against", check.against)):
        yield from check_fact(f"{pointer}/{field}", name, edition.period_kind, catalogue)
        kind = catalogue.get(name)
        if kind is not None and kind.type != "decimal":
            yield Refusal(
                f"{pointer}/{field}", Text(f"{name} bukan bilangan", f"{name} is not a number")
            )
    fact, against = catalogue.get(check.fact), catalogue.get(check.against)
    if check.fact == check.against:
        yield Refusal(f"{pointer}/against", Text("harus fakta lain", "must be another fact"))
    elif fact is not None and against is not None and fact.unit != against.unit:
        yield Refusal(
            f"{pointer}/against",
            Text(
                f"satuan {against.unit} berbeda dari {fact.unit}",
                f"has the unit {against.unit}; the fact has {fact.unit}",
            ),
        )
    if not 0 <= check.tolerance < 1:
        yield Refusal(
            f"{pointer}/tolerance",
            Text("harus dari 0 sampai di bawah 1", "must be at least 0 and below 1"),
        )
