"""A real Spark standalone cluster on this machine: one master and two workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

_SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
_HERE = "127.0.0.1"
_PATIENCE = 60


@dataclass
class Cluster:
    """A running cluster. ``master`` is its URL."""

    master: str
    workers: list[subprocess.Popen[bytes]]

    def kill_worker(self) -> None:
        """Kill a worker and the executors it has started, as a machine that loses its power."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)
        self.workers[0].wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that lives as long as the block. Its files go into the folder."""
    port = _free_port()
    master = f"spark://{_HERE}:{port}"
    started = [_start(folder, "master", "master.Master", "--host", _HERE, "--port", str(port))]
    try:
        _wait_for(port)
        workers = [
            _start(
                folder,
                f"worker{n}",
                "worker.Worker",
                "--host",
                _HERE,
                "--cores",
                "1",
                "--memory",
                "1200m",
                "--work-dir",
                str(folder / f"worker{n}"),
                master,
            )
            for n in range(2)
        ]
        started += workers
        _wait_until_registered(folder / "master.log", len(workers))
        yield Cluster(master, workers)
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(folder: Path, name: str, what: str, *words: str) -> subprocess.Popen[bytes]:
    """Start a part of Spark in a process group of its own, with all that it starts in turn."""
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [str(_SPARK_CLASS), f"org.apache.spark.deploy.{what}", "--webui-port", "0", *words],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "SPARK_LOCAL_IP": _HERE, "PYSPARK_PYTHON": sys.executable},
        )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HERE, 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex((_HERE, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the master does not answer")


def _wait_until_registered(log: Path, count: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if log.read_text(errors="replace").count("Registering worker") >= count:
            return
        time.sleep(0.1)
    raise TimeoutError("the workers do not register")
