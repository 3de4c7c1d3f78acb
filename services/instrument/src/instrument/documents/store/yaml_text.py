"""Safe reading and writing of YAML.

These are errors: a key that is written twice, a document that is no mapping, aliases (a few lines
can expand to gigabytes), tags (`!!null "4"` would be nothing), very deep nesting, and values that
JSON does not have.
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


_MERGE: Final = "tag:yaml.org,2002:merge"
_KEY: Final = Text("kunci harus berupa teks", "a key must be text")
_MERGED: Final = Text("kunci << tidak dibaca", "the key << is not read")
_ALIAS: Final = Text(
    "alias (*) tidak dibaca; tuliskan isinya", "aliases (*) are not read; write it out"
)
_TAG: Final = Text("tag (!) tidak dibaca; hapus tag itu", "tags (!) are not read; leave it out")
_TOO_MUCH: Final = Text(
    "bersarang terlalu dalam atau terlalu besar", "it is nested too deeply or too large"
)
_NO_MAPPING: Final = Text(
    "bukan YAML yang berisi pasangan kunci dan nilai",
    "unreadable YAML: it is not a mapping of keys",
)
_NO_VALUE: Final = "a value cannot be read"


class RefusedYamlError(yaml.MarkedYAMLError):
    """YAML that a parser would read and that is not taken; `text` says why."""

    def __init__(self, text: Text, mark: Any) -> None:
        super().__init__(problem=text.en, problem_mark=mark)
        self.text = text


def _twice(key: str) -> Text:
    return Text(f"kunci {key!r} tertulis dua kali", f"the key {key!r} is written twice")


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
                raise RefusedYamlError(_KEY, key.start_mark)
            if key.tag == _MERGE:
                raise RefusedYamlError(_MERGED, key.start_mark)
            if key.value in seen:
                raise RefusedYamlError(_twice(key.value), key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _Dumper(yaml.CSafeDumper):
    """The safe dumper; it writes no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def read_yaml(name: str, text: str) -> dict[str, Any]:
    """Return the mapping in `text`; `name` is the file's, for errors.

    Raises:
        DefectiveError: It is no YAML, no mapping, names a key twice, has aliases or tags, or nests
            deeply.
    """
    try:
        refuse_tricks(text)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader makes plain data only
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise DefectiveError(name, [Refusal("", reason_of(error))]) from error
    if not isinstance(content, dict):
        raise DefectiveError(name, [Refusal("", _NO_MAPPING)])
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


def refuse_tricks(text: str) -> None:
    """Refuse YAML that exhausts a parser (aliases, depth, too many parts), or says other than seen.

    Raises:
        YAMLError: It has one of these, or is no YAML.
    """
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise RefusedYamlError(_ALIAS, event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise RefusedYamlError(_TAG, event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH or count > _MOST_EVENTS:
            raise RefusedYamlError(_TOO_MUCH, event.start_mark)


def reason_of(error: Exception) -> Text:
    """Return why a text is no YAML that is read, with its line and column where they are known."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Text("", "")
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
        place = Text(f"baris {line}, kolom {column}: ", f"line {line}, column {column}: ")
    if isinstance(error, RefusedYamlError):
        return Text(f"{place.id}{error.text.id}", f"{place.en}unreadable YAML: {error.text.en}")
    # The reader's own words are English; a value that is no number or day has the machine's words.
    problem = getattr(error, "problem", None) or _NO_VALUE
    return Text(f"{place.id}bukan YAML yang dapat dibaca", f"{place.en}unreadable YAML: {problem}")
