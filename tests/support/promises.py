"""What schemathesis is told of this API beside its document: loaded by it as its hooks.

`schemathesis.toml` beside this file says which checks are off, and why.
"""

import json
import re
from typing import Any, Final

import schemathesis

from rules.sentences import SENTENCES
from rules.text import Text

_ONCE: Final = {"Idempotency-Key", "cursor"}
_NO_FORM: Final = {
    SENTENCES["int_type"],  # to JSON Schema 3.0 is whole, to us it is not exact
    SENTENCES["extra_forbidden"],  # is said of codes too, which no schema knows
}


def _pattern(sentence: Text) -> str:
    return "|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in sentence)


_OF_FORM: Final = re.compile(
    "|".join(_pattern(sentence) for sentence in {*SENTENCES.values()} - _NO_FORM)
)


@schemathesis.hook
def before_load_schema(_: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Take examples out that mean one thing once: a key of a request, a cursor of an answer."""
    for operations in raw_schema["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] in _ONCE:
                    parameter.pop("example", None)


@schemathesis.check
def form_is_documented(
    _: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Find what the document allows and the service refuses for its form."""
    if not _is_positive(case) or response.status_code != 400:
        return
    refused = [
        f"{each['pointer']}: {each['message']}"
        for each in response.json().get("errors", [])
        if _OF_FORM.fullmatch(each["message"]) and each["pointer"] not in _foreign_nulls(case)
    ]
    assert not refused, f"The document allows what is refused: {refused}"


@schemathesis.serializer("application/yaml")
def _yaml(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """Send the text of an example as it is, and write a document that was made up."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()  # JSON is YAML


@schemathesis.serializer(
    "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)
def _file(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _is_positive(case: schemathesis.Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def _foreign_nulls(case: schemathesis.Case[Any]) -> set[str]:
    """Return the places of ids that come from a null in another operation's answer."""
    values = (case.path_parameters or {}).items()
    return {f"path/{name}" for name, value in values if value in (None, "null")}
