"""From the domain's broken rules to the answer that names them."""

from collections.abc import Iterable

from kit.errors import FieldError, Unprocessable
from kit.languages import Text
from submission.editions.domain.rule import BrokenRule


def refuse_broken_rules(broken: Iterable[BrokenRule]) -> None:
    """Let pass when no rule is broken.

    Raises:
        Unprocessable: Some are; every field is named.
    """
    errors = [FieldError(rule.pointer, Text(rule.id, rule.en)) for rule in broken]
    if errors:
        raise Unprocessable(
            Text("Periksa bagian yang disebut.", "Check the parts that are named."), errors=errors
        )
