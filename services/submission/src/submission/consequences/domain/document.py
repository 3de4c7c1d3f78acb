"""Rule sets as documents (JSON or YAML): read whole, or refused with every defect named.

    {"rule_set_code": "…", "version": 1, "title": {"id": "…", "en": "…"}, "rules": [
        {"code": "…", "effect": "punishment", "name": {…}, "basis": "…", "condition":
            {"kind": "target_missed", "period_kind": "quarter", "periods": 2}}]}

A set may say `valid_from` (a day: it judges the periods that end then or later), and a rule
`period_kinds` (of which periods it is asked: ["quarter", "year"]).
Numbers that need not be whole are texts ("0.1"), so that nothing is rounded on the way.
"""

from collections.abc import Callable, Mapping
from typing import Final, cast

from rules.canonical import canonical, sha256
from rules.period import KIND_NAMES, PeriodKind
from rules.refusal import Refusal
from rules.text import Text
from submission.consequences.domain.condition import (
    AgainstTarget,
    Akip,
    AllOf,
    AnyOf,
    Condition,
    Improved,
    InstructionOverdue,
    Not,
)
from submission.consequences.domain.document_parts import Part
from submission.consequences.domain.extent import period_kinds
from submission.consequences.domain.rule_set import Effect, Rule, RuleSet

_MOST_RULES: Final = 100
_MOST_CONDITIONS: Final = 20
_MOST_PERIODS: Final = 24
_MOST_COUNT: Final = 1000
_MOST_DAYS: Final = 3660
_DEEPEST: Final = 8
_HIGHEST_VERSION: Final = 1_000_000
_NOTHING: Final = AllOf(())
# No campaign would ever ask such a rule.
_OF_ONE_KIND: Final = Text(
    "satu aturan hanya menilai satu jenis periode: bulan, triwulan, atau tahun",
    "a rule looks at periods of one kind only: months, quarters or years",
)
_NEVER_ASKED: Final = Text(
    "tidak memuat jenis periode yang dinilai oleh kondisi aturan ini",
    "the kind of period at which the condition looks is not among them",
)


class RuleSetError(ValueError):
    """A document is no rule set; `faults`: all that is wrong with it."""

    def __init__(self, faults: list[Refusal]) -> None:
        super().__init__("; ".join(f"{each.pointer} {each.text.en}" for each in faults))
        self.faults = faults


def read_rule_set(document: object, *, agency_code: str | None = None) -> RuleSet:
    """Return the rule set of a document; `agency_code`: the region whose own it is.

    Raises:
        RuleSetError: It is none.
    """
    faults: list[Refusal] = []
    whole = Part.of(document, (), faults)
    if not faults:
        whole.only("rule_set_code", "version", "title", "rules", maybe=["valid_from"])
    rules = tuple(_rule(part) for part in whole.items("rules", _MOST_RULES))
    _refuse_repeated(whole, rules)
    code, title = whole.code("rule_set_code"), whole.text("title")
    version = whole.whole("version", 1, _HIGHEST_VERSION)
    valid_from = whole.day("valid_from")
    if faults:
        raise RuleSetError(faults)
    return RuleSet(
        code=code,
        version=version,
        title=title,
        rules=rules,
        content_hash=sha256(canonical(document)),
        agency_code=agency_code,
        valid_from=valid_from,
    )


def _rule(part: Part) -> Rule:
    part.only("code", "effect", "name", "basis", "condition", maybe=["period_kinds"])
    condition = _condition(part.below("condition"), depth=1) if part.content else _NOTHING
    looked_at, asked_of = period_kinds(condition), part.some_of("period_kinds", KIND_NAMES)
    if len(looked_at) > 1:
        part.refuse(_OF_ONE_KIND, "condition")
    elif asked_of is not None and looked_at - asked_of:
        part.refuse(_NEVER_ASKED, "period_kinds")
    return Rule(
        code=part.code("code"),
        effect=cast("Effect", part.one_of("effect", ("punishment", "reward"))),
        name=part.text("name"),
        basis=part.line("basis"),
        condition=condition,
        period_kinds=cast("frozenset[PeriodKind] | None", asked_of),
    )


def _refuse_repeated(whole: Part, rules: tuple[Rule, ...]) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.code in seen:
            twice = Text("kode ini sudah dipakai aturan lain", "another rule has this code")
            whole.refuse(twice, "rules", number, "code")
        seen.add(rule.code)


def _condition(part: Part, *, depth: int) -> Condition:
    if depth > _DEEPEST:
        part.refuse(
            Text(f"paling banyak {_DEEPEST} lapis", f"must be {_DEEPEST} levels deep at most")
        )
        return _NOTHING
    if not part.content:
        part.only("kind")
        return _NOTHING
    kind = part.content.get("kind")
    if kind in ("all", "any"):
        part.only("kind", "conditions")
        items = part.items("conditions", _MOST_CONDITIONS)
        below = tuple(_condition(each, depth=depth + 1) for each in items)
        return AllOf(below) if kind == "all" else AnyOf(below)
    if kind == "not":
        part.only("kind", "condition")
        return Not(_condition(part.below("condition"), depth=depth + 1))
    if isinstance(kind, str) and kind in _KINDS:
        return _KINDS[kind](part)
    part.one_of("kind", {*_KINDS, "all", "any", "not"})
    if kind is None:
        part.refuse(Text("wajib diisi", "is required"), "kind")
    return _NOTHING


def _target_missed(part: Part) -> Condition:
    part.only("kind", "period_kind", "periods")
    return AgainstTarget("below", _period_kind(part), part.whole("periods", 1, _MOST_PERIODS))


def _target_reached(part: Part) -> Condition:
    part.only("kind", "period_kind", "periods")
    return AgainstTarget("reached", _period_kind(part), part.whole("periods", 1, _MOST_PERIODS))


def _improved(part: Part) -> Condition:
    part.only("kind", "period_kind", "by")
    return Improved(_period_kind(part), part.number("by"))


def _overdue(part: Part) -> Condition:
    part.only("kind", "count", "days")
    return InstructionOverdue(
        part.whole("count", 1, _MOST_COUNT), part.whole("days", 0, _MOST_DAYS)
    )


def _akip(part: Part) -> Condition:
    part.only("kind", "improved")
    return Akip(part.truth("improved"))


def _period_kind(part: Part) -> PeriodKind:
    return cast("PeriodKind", part.one_of("period_kind", KIND_NAMES))


_KINDS: Final[Mapping[str, Callable[[Part], Condition]]] = {
    "target_missed": _target_missed,
    "target_reached": _target_reached,
    "improved": _improved,
    "instruction_overdue": _overdue,
    "akip": _akip,
}
