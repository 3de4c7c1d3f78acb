"""YAML without its traps: a key written twice and a document that is no mapping are errors."""

from collections.abc import Hashable
from typing import Any

import yaml

from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.text import Text


class _Loader(yaml.SafeLoader):
    """The safe loader, with an eye on doubled keys."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - PyYAML's own signature
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is written twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_yaml(name: str, text: str) -> dict[str, Any]:
    """Return the mapping in `text`; `name` is the file's, for errors.

    Raises:
        DefectiveError: It is no YAML, no mapping, or names a key twice.
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader makes plain data only
    except yaml.YAMLError as error:
        raise DefectiveError(name, [_unreadable(str(error))]) from error
    if not isinstance(content, dict):
        raise DefectiveError(name, [_unreadable("it is not a mapping of keys")])
    return content


def _unreadable(reason: str) -> Defect:
    return Defect("", Text(f"bukan YAML yang dapat dibaca: {reason}", f"unreadable YAML: {reason}"))
