"""What a line of a plan and a line of a budget are about, and which rule joins the two.

Codes come in the one writing of their code set (they were normalised when they were read). A plan
often leaves out the level in front of an activity, and a budget writes X.XX for the affair of its
own unit: both are rules of the national nomenclature. No line is ever joined by its name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, NamedTuple

from integration.reconciliation.domain.finding import MatchedBy
from integration.records.domain.record import Content

_PARTS_OF_AN_ACTIVITY: Final = 5
_PARTS_OF_A_PROGRAMME: Final = 3
# Programmes that support all others (Permendagri 90/2019): no indicator names them.
_SUPPORT: Final = "01"
_OWN_AFFAIR: Final = ("X.XX.",)


class ActivityKey(NamedTuple):
    """An activity: its programme, and its number within; `level` None: it does not say it."""

    programme: str
    level: str | None
    number: str

    @property
    def text(self) -> str:
        """Return the code as people know it."""
        level = "" if self.level is None else f"{self.level}."
        return f"{self.programme}.{level}{self.number}"

    @property
    def place(self) -> str:
        """Return what is the same whether or not the level is said."""
        return f"{self.programme}.{self.number}"


def of_plan(content: Content) -> ActivityKey | None:
    """Return the activity of a ceiling; None where it says none."""
    programme, activity = content.get("programme_code"), content.get("activity_code")
    if programme is None or activity is None:
        return None
    level, _, number = activity.rpartition(".")
    return ActivityKey(programme, level or None, number)


def of_budget(content: Content) -> ActivityKey | None:
    """Return the activity of a sub-activity; None where its code cannot be read."""
    code = content.get("code")
    if code is None:
        return None
    parts = code.split(".")
    programme = ".".join(parts[:_PARTS_OF_A_PROGRAMME])
    return ActivityKey(programme, *parts[_PARTS_OF_A_PROGRAMME:_PARTS_OF_AN_ACTIVITY])


def is_support(programme: str) -> bool:
    """Say whether a programme supports all others, so that no indicator is to name it."""
    return programme.rpartition(".")[2] == _SUPPORT


class Pair(NamedTuple):
    """Two keys that are one activity, or one that has no other."""

    plan: ActivityKey | None
    budget: ActivityKey | None
    matched_by: MatchedBy = "code"

    @property
    def subject(self) -> str:
        """Return the code by which a finding names the activity."""
        key = self.budget or self.plan
        return "" if key is None else key.text

    @property
    def subjects(self) -> frozenset[str]:
        """Return all codes by which a finding may have named it."""
        return frozenset(key.text for key in (self.plan, self.budget) if key is not None)


def pairs_of(plan: Collection[ActivityKey], budget: Collection[ActivityKey]) -> list[Pair]:
    """Join the keys of a plan and of a budget of one agency and year, each once, in order.

    First those that are the same, then those of which the plan leaves out the level, then those
    of which one writes X.XX for the affair; a rule that finds several candidates joins nothing.
    """
    left, right = sorted(plan, key=_order), sorted(budget, key=_order)
    pairs: list[Pair] = []
    for rule, ours, theirs, form in (
        ("code", _any, _any, _text),
        ("code_without_level", _says_no_level, _any, _place),
        ("own_affair", _is_own, _is_not_own, _within_affair),
        ("own_affair", _is_not_own, _is_own, _within_affair),
    ):
        found = _joined(filter(ours, left), filter(theirs, right), form)
        pairs += [Pair(one, other, rule) for one, other in found.items()]  # type: ignore[arg-type] # a name of this tuple
        left = [key for key in left if key not in found]
        right = [key for key in right if key not in found.values()]
    pairs += [Pair(key, None) for key in left]
    pairs += [Pair(None, key) for key in right]
    return pairs


def _joined(
    plan: Iterable[ActivityKey],
    budget: Iterable[ActivityKey],
    form: Callable[[ActivityKey], str],
) -> Mapping[ActivityKey, ActivityKey]:
    ours, theirs = _by_form(plan, form), _by_form(budget, form)
    return {
        keys[0]: theirs[said][0]
        for said, keys in ours.items()
        if len(keys) == 1 == len(theirs.get(said, ()))
    }


def _by_form(
    keys: Iterable[ActivityKey], form: Callable[[ActivityKey], str]
) -> dict[str, list[ActivityKey]]:
    found: dict[str, list[ActivityKey]] = {}
    for key in keys:
        found.setdefault(form(key), []).append(key)
    return found


def _any(_: ActivityKey) -> bool:
    return True


def _says_no_level(key: ActivityKey) -> bool:
    return key.level is None


def _is_own(key: ActivityKey) -> bool:
    return writes_own_affair(key.programme)


def _is_not_own(key: ActivityKey) -> bool:
    return not writes_own_affair(key.programme)


def _text(key: ActivityKey) -> str:
    return key.text


def _place(key: ActivityKey) -> str:
    return key.place


def _within_affair(key: ActivityKey) -> str:
    return f"{programme_form(key.programme)}.{key.number}"


def programme_form(programme: str) -> str:
    """Return a programme without its affair and field, for one that writes X.XX for them."""
    return programme.rpartition(".")[2]


def writes_own_affair(programme: str) -> bool:
    """Say whether a programme has X.XX in the place of the affair of its unit."""
    return programme.startswith(_OWN_AFFAIR)


def _order(key: ActivityKey) -> tuple[str, str, str]:
    return key.programme, key.level or "", key.number
