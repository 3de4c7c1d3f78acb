"""The processes of a service: its command line, and its worker."""

from kit.process._cli import read_settings, service_cli
from kit.process._worker import Periodic, run_worker

__all__ = [
    "Periodic",
    "read_settings",
    "run_worker",
    "service_cli",
]
