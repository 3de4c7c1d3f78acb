"""The defects of an example: unknown names, and a level that its rule does not give."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from instrument.derivations.domain.model import DerivationSet, Example, FactKind
from instrument.editions.domain.model import Edition
from rules.condition import Member, in_use
from rules.derivation import Derived, Rule
from rules.exact import Number, text_of
from rules.example import ABSENT, SELF, UNKNOWN, decisive, derive_example, first_unmet
from rules.refusal import Refusal, pointer_to
from rules.text import Text

Catalogue = Mapping[str, FactKind]

_NAME = re.compile(r"(?P<fact>[^@]+)(@-[1-5])?(?P<month>@m[1-3])?")
_MOST_NAMED = 5


def check_examples(
    derivations: DerivationSet, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    """Yield the defects of the examples themselves; `run_examples` runs them."""
    with_example = {example.indicator_code for example in derivations.examples}
    for place, rule in enumerate(derivations.rules):
        if rule.indicator_code not in with_example:
            yield Refusal(
                f"/rules/{place}/indicator_code",
                Text(
                    f"examples belum memuat contoh untuk {rule.indicator_code}",
                    f"examples has none of {rule.indicator_code}",
                ),
            )
    derived = {rule.indicator_code for rule in derivations.rules}
    for place, example in enumerate(derivations.examples):
        pointer = f"/examples/{place}"
        scale = edition.scale_of(example.indicator_code)
        if example.indicator_code not in derived:
            yield Refusal(
                f"{pointer}/indicator_code",
                Text(
                    f"tidak ada aturan yang menurunkan tingkat {example.indicator_code}",
                    f"no rule derives a level of {example.indicator_code}",
                ),
            )
        elif scale and example.level is not None and not scale.holds(example.level):
            yield Refusal(f"{pointer}/level", Text("tidak ada pada skala", "is not on the scale"))
        yield from _said(f"{pointer}/agencies", example, edition, catalogue)


def run_examples(
    derivations: DerivationSet, edition: Edition, rules: Mapping[str, Rule]
) -> Iterator[Refusal]:
    """Yield a defect for each example whose rule gives another level; `rules` is by indicator."""
    for place, example in enumerate(derivations.examples):
        rule = rules[example.indicator_code]
        derived = derive_example(rule, example.agencies, edition.period_kind)
        if derived.level != example.level:
            yield Refusal(f"/examples/{place}/level", _other_level(example, derived))


def _said(
    pointer: str, example: Example, edition: Edition, catalogue: Catalogue
) -> Iterator[Refusal]:
    if SELF not in example.agencies:
        yield Refusal(
            pointer,
            Text("self, instansi yang dinilai, wajib ada", "self, the assessed agency, is missing"),
        )
    for agency, facts in example.agencies.items():
        for name, value in facts.items():
            where = pointer + pointer_to(agency, name)
            match = _NAME.fullmatch(name)
            kind = catalogue.get(match["fact"]) if match else None
            if kind is None:
                yield Refusal(
                    where,
                    Text(
                        f"fakta {name} tidak terdaftar dalam katalog",
                        f"{name} is not in the fact catalogue",
                    ),
                )
            elif match and match["month"] and not _has_months(kind, edition):
                yield Refusal(
                    where,
                    Text(
                        "hanya fakta bulanan pada penilaian triwulanan dapat diberi bulan (@m1"
                        " sampai @m3)",
                        "only a monthly fact in a quarterly assessment takes a month (@m1 to @m3)",
                    ),
                )
            elif value not in (ABSENT, UNKNOWN):
                yield from _value(where, value, kind)


def _has_months(kind: FactKind, edition: Edition) -> bool:
    return edition.period_kind == "quarter" and kind.is_of_quarters


def _value(pointer: str, value: bool | str, kind: FactKind) -> Iterator[Refusal]:  # noqa: FBT001 - a fact's value may be a truth value
    if isinstance(value, bool) is (kind.type == "boolean"):
        return
    if kind.type == "boolean":
        yield Refusal(
            pointer,
            Text(
                "harus true, false, absent, atau unknown", "must be true, false, absent or unknown"
            ),
        )
    else:
        yield Refusal(
            pointer,
            Text(
                "harus bilangan eksak dalam tanda kutip, absent, atau unknown",
                "must be an exact number in quotes, absent or unknown",
            ),
        )


def _other_level(example: Example, derived: Derived) -> Text:
    why = _why(derived, example.level)
    return Text(
        f"aturan menghasilkan {_level(derived.level, 'tanpa tingkat')},"
        f" bukan {_level(example.level, 'tanpa tingkat')}: {why.id}",
        f"the rule gives {_level(derived.level, 'no level')},"
        f" not {_level(example.level, 'no level')}: {why.en}",
    )


def _level(level: Number | None, nothing: str) -> str:
    return nothing if level is None else text_of(level)


def _why(derived: Derived, expected: Fraction | None) -> Text:
    level, unmet = derived.level, first_unmet(derived)
    if derived.steps and level is not None and (expected is None or level > expected):
        reached = next(step for step in derived.steps if step.level == level)
        told = _beside([*in_use(reached.trace)])
        return Text(
            f"semua syarat sampai tingkat {text_of(level)} terpenuhi{told.id}",
            f"every condition up to level {text_of(level)} is met{told.en}",
        )
    if derived.steps and unmet is None:
        told = _beside([*in_use(derived.steps[-1].trace)])
        return Text(
            f"semua syarat terpenuhi{told.id}, dan aturan ini tidak memberi tingkat lebih tinggi",
            f"every condition is met{told.en}, and the rule gives no higher level",
        )
    read = [*decisive(derived), *derived.left]
    if unmet is None:
        return Text(f"dari {_facts(read, 'id')}", f"from {_facts(read, 'en')}")
    known = unmet.trace.truth is not None
    step = text_of(unmet.level)
    return Text(
        f'syarat tingkat {step}, "{unmet.text.id}",'
        f" {'tidak terpenuhi' if known else 'tidak diketahui'} ({_facts(read, 'id')})",
        f'the condition of level {step}, "{unmet.text.en}",'
        f" {'is not met' if known else 'is not known'} ({_facts(read, 'en')})",
    )


def _beside(members: list[Member]) -> Text:
    """Return the facts in brackets; nothing where a condition asks for none."""
    if not members:
        return Text("", "")
    return Text(f" ({_facts(members, 'id')})", f" ({_facts(members, 'en')})")


def _facts(members: list[Member], language: str) -> str:
    words = {
        "id": ("tidak ada", "tidak diketahui", "tanpa fakta"),
        "en": (ABSENT, UNKNOWN, "no fact"),
    }
    absent, unknown, none = words[language]
    told = []
    for member in members[:_MOST_NAMED]:
        value = member.reading.value
        shown = absent if member.reading.status == "absent" else unknown
        if member.reading.status == "value" and value is not None:
            shown = str(value).lower() if isinstance(value, bool) else text_of(value)
        told.append(f"{member.fact} {member.agency_code}: {shown}")
    return ", ".join(told) or none
