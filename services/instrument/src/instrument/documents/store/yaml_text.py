"""Safe reading and writing of YAML.

These are errors: a key that is written twice, a document that is no mapping, aliases (a few lines
can expand to gigabytes), very deep nesting, and values that JSON does not have.
"""

from collections.abc import Hashable
from datetime import date
from typing import Any, Final

import yaml

from instrument.documents.domain.defect import DefectiveError
from rules.refusal import Refusal
from rules.text import Text

MOST_DEPTH: Final = 60
_MOST_EVENTS: Final = 200_000
_WIDTH: Final = 120


class _Loader(yaml.CSafeLoader):
    """The safe loader; it refuses a key that is written twice."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - PyYAML's own signature
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _error("a key must be text", key)
            if key.value in seen:
                raise _error(f"the key {key.value!r} is written twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _Dumper(yaml.CSafeDumper):
    """The safe dumper; it writes no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def read_yaml(name: str, text: str) -> dict[str, Any]:
    """Return the mapping in `text`; `name` is the file's, for errors.

    Raises:
        DefectiveError: It is no YAML, no mapping, names a key twice, has aliases, or nests deeply.
    """
    try:
        refuse_bombs(text)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader makes plain data only
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise DefectiveError(name, [_unreadable(str(error))]) from error
    if not isinstance(content, dict):
        raise DefectiveError(name, [_unreadable("it is not a mapping of keys")])
    return content


def write_yaml(content: dict[str, Any]) -> str:
    """Return the document as YAML, its keys in their order and its exact numbers in quotes."""
    text: str = yaml.dump(
        content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text


def plain_value(value: Any) -> Any:
    """Return a date as the text that JSON has for it, and any other value as it is."""
    return value.isoformat() if isinstance(value, date) else value


def refuse_bombs(text: str) -> None:
    """Refuse YAML that would exhaust a parser: aliases, very deep nesting, too many parts.

    Raises:
        YAMLError: It has one of these, or is no YAML.
    """
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise _error("aliases (*) are not read; write it out", event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH or count > _MOST_EVENTS:
            raise _error("it is nested too deeply or too large", event)


def _error(reason: str, place: Any) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, reason, place.start_mark)


def _unreadable(reason: str) -> Refusal:
    return Refusal(
        "", Text(f"bukan YAML yang dapat dibaca: {reason}", f"unreadable YAML: {reason}")
    )
