"""Lock what the product is installed from: packages, the installer, and Kafka's jars.

Run by `make lock`. The lock files hold versions and checksums but no address, so any mirror works.
"""

import subprocess
import sys
from pathlib import Path

from sandbox.settings import CHECKOUT

_BIN = Path(sys.executable).parent
_HERE = CHECKOUT / "deploy" / "sandbox"


def main() -> None:
    """Write requirements.lock, uv.lock.txt and jgo.lock.toml."""
    uv = str(_BIN / "uv")
    _run(CHECKOUT, [uv, "lock", "--upgrade"])
    export = [uv, "export", "-q", "--frozen", "--format", "requirements-txt", "--no-header"]
    export += ["--no-emit-workspace", "--all-packages", "--group", "dev", "-o", "requirements.lock"]
    _run(CHECKOUT, export)
    compiled = [uv, "pip", "compile", "-q", "--generate-hashes", "--no-header", "--no-annotate"]
    _run(_HERE, [*compiled, "--upgrade", "--universal", "-o", "uv.lock.txt", "uv.txt"])
    _run(_HERE, [str(_BIN / "jgo"), "--resolver", "python", "lock"])


def _run(folder: Path, command: list[str]) -> None:
    sys.stdout.write(f"• {' '.join(Path(part).name for part in command)}\n")
    sys.stdout.flush()
    done = subprocess.run(command, check=False, cwd=folder, stdin=subprocess.DEVNULL)  # noqa: S603 - our own argument list
    if done.returncode != 0:
        sys.exit(f"✗ {Path(command[0]).name} failed. Check the network and run `make lock` again.")


if __name__ == "__main__":
    main()
