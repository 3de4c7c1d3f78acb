"""The sandbox's own Apache Kafka: one process that is broker and controller (KRaft)."""

import base64
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox.installation import jars
from sandbox.processes import children
from sandbox.processes.children import StartError
from sandbox.processes.ports import claim_port
from sandbox.servers.java import find_java

# The heap is explicit: Kafka's own probe fails on new Java versions. The rest is for a quick start.
_JAVA_FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xmx768m",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
_PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    # After a crash, the controller refuses the broker until the old session has timed out. A short
    # timeout makes the restart quick.
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    # There is one broker: Kafka's internal topics get one copy and few partitions.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
}
_START_SECONDS = 180.0
_STOP_SECONDS = 20.0


class Kafka:
    """One broker with its data in a directory of its own; it ends with its parent process.

    `progress` is called with the numbers of fetched and of all missing jars, if jars are missing.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._dir = data_dir.absolute()
        self._log = self._dir / "kafka.log"
        self._port = port
        self._controller_port: int | None = None
        self._progress = progress
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """The address for clients; known after the first start, the same after a restart."""
        return f"127.0.0.1:{self._port}"

    @property
    def running(self) -> bool:
        """Whether the broker's process is alive (it may be paused)."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process id of the broker, if it runs."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def log(self) -> Path:
        """The broker's log file."""
        return self._log

    def start(self) -> None:
        """Fetch the jars if needed, format a new storage, start, wait until it answers.

        Raises StartError with the end of the log.
        """
        self.wait_ready(self.spawn())

    def spawn(self) -> "subprocess.Popen[bytes]":
        """Start the broker without waiting for it; a new storage is formatted first."""
        java: list[str | Path] = [
            find_java(),
            *_JAVA_FLAGS,
            "-cp",
            jars.class_path(progress=self._progress),
        ]
        self._port = self._port or claim_port()
        self._format(java)
        properties = self._write_properties(self._dir / "data")
        self._process = children.spawn([*java, "kafka.Kafka", properties], log=self._log)
        return self._process

    def wait_ready(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait until a spawned broker accepts connections."""
        children.wait_for(
            self.is_ready,
            process=process,
            name="Apache Kafka",
            log=self._log,
            seconds=_START_SECONDS,
        )

    def is_ready(self) -> bool:
        """Return whether the broker accepts connections."""
        return self._port is not None and children.accepts_connections(self._port)

    def stop(self) -> None:
        """Stop the broker cleanly."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the broker as a crash would."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze the broker: its connections stay open and nothing is answered."""
        self._signal(signal.SIGSTOP)
        if self._process is not None and self.running:
            # Its threads stop one after another: until all have, it may still answer.
            os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def resume(self) -> None:
        """Let a paused broker continue."""
        self._signal(signal.SIGCONT)

    def _end(self, sent: signal.Signals) -> None:
        if self._process is not None:
            self._signal(signal.SIGCONT)  # a frozen process reacts to no other signal
            children.stop(self._process, sent, seconds=_STOP_SECONDS)

    def _signal(self, sent: signal.Signals) -> None:
        if self._process is not None and self.running:
            self._process.send_signal(sent)

    def _format(self, java: Sequence[str | Path]) -> None:
        """Format a new storage.

        It is moved into place at the end, so an interrupted start leaves no half-formatted storage.
        """
        if (self._dir / "data" / "meta.properties").exists():
            return
        made = self._dir / "data.new"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        tool = [*java, "kafka.tools.StorageTool", "format", "--standalone"]
        # As one word: one in 64 ids begins with a hyphen and would be read as an option.
        tool += [f"--cluster-id={cluster_id}", "-c", self._write_properties(made)]
        process = children.spawn(tool, log=self._log)
        if children.wait_for_end(process, seconds=_START_SECONDS) != 0:
            raise StartError(
                f"Apache Kafka could not format its storage. {children.last_lines(self._log)}"
            )
        made.rename(self._dir / "data")

    def _write_properties(self, data: Path) -> Path:
        """Write the broker's settings; only the broker itself uses the controller's port."""
        self._controller_port = self._controller_port or claim_port()
        controller = f"127.0.0.1:{self._controller_port}"
        listeners = f"PLAINTEXT://127.0.0.1:{self._port},CONTROLLER://{controller}"
        properties = _PROPERTIES | {
            "listeners": listeners,
            "advertised.listeners": listeners,
            "controller.quorum.bootstrap.servers": controller,
            "log.dirs": str(data),
        }
        path = self._dir / "server.properties"
        path.write_text(
            "".join(f"{key}={value}\n" for key, value in properties.items()), encoding="utf-8"
        )
        return path
