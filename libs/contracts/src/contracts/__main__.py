"""Write the generated files of the contracts: `python -m contracts ROOT` (`make pages`)."""

import json
import sys
from pathlib import Path

from contracts.catalogue import events_page, schema
from contracts.compatibility import incompatibilities
from contracts.facts_page import facts_page
from contracts.registry import REGISTRY


def main(root: Path) -> int:
    """Write schemas and the pages of events and facts below `root`; refuse a breaking change."""
    schemas = root / "libs" / "contracts" / "schemas"
    schemas.mkdir(exist_ok=True)
    broken = False
    for name, event in REGISTRY.items():
        file = schemas / f"{name}.json"
        new = schema(event)
        found = incompatibilities(json.loads(file.read_text("utf-8")), new) if file.exists() else []
        for sentence in found:
            broken = True
            sys.stderr.write(f"{name}: {sentence}; make a new version of the event instead\n")
        if not found:
            file.write_text(json.dumps(new, indent=2, ensure_ascii=False) + "\n", "utf-8")
    (root / "docs" / "events.md").write_text(events_page(), "utf-8")
    (root / "docs" / "facts.md").write_text(facts_page(), "utf-8")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
