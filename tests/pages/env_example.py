"""Writes `.env.example` from settings: `python -m tests.pages.env_example MODULE:CLASS …`."""

import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

_HEAD = (
    "# Every setting of every service, with its default; one without a default has to be given.\n"
    "# Written by `make pages`; a test compares it with the settings classes.\n"
)


def render(classes: Iterable[type[BaseSettings]]) -> str:
    """Return the text of `.env.example` for these settings classes, in their order."""
    return _HEAD + "".join(f"\n{_section(settings)}" for settings in classes)


def _section(settings: type[BaseSettings]) -> str:
    lines = [f"# --- {settings.__module__.partition('.')[0]}"]
    prefix = settings.model_config.get("env_prefix", "")
    for name, field in settings.model_fields.items():
        lines.extend(_setting(f"{prefix}{name}".upper(), field))
    return "\n".join(lines) + "\n"


def _setting(name: str, field: FieldInfo) -> Iterator[str]:
    if field.description:
        yield f"# {field.description}"
    if field.is_required():
        yield f"{name}="
    else:
        default = field.get_default(call_default_factory=True, validated_data={})
        yield f"#{name}=" if default is None else f"{name}={_text(default)}"


def _text(default: Any) -> str:
    if default is PydanticUndefined:
        return ""
    if isinstance(default, bool | list | tuple | dict | frozenset):
        return json.dumps(sorted(default) if isinstance(default, frozenset) else default)
    return str(default)


def main(arguments: list[str]) -> None:
    """Print the text for the classes named on the command line."""
    sys.stdout.write(render(pkgutil.resolve_name(name) for name in arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
