"""Databases that tests share: temporary servers from the system's packages, stopped afterwards."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pymysql
import pytest

PASSWORD = "s3cret/p@ss:w%rd"
"""Holds what a URL has to escape."""

QUOTED = "s3cret%2Fp%40ss%3Aw%25rd"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of an empty PostgreSQL database that asks for a password."""
    initdb = _program("initdb", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin"))))
    folder, port = _folder("postgres"), _free_port()
    (folder / "password").write_text(PASSWORD)
    pg_ctl, data = str(Path(initdb).with_name("pg_ctl")), str(folder / "data")
    login = ("--username=tester", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}")
    _run("postgres", folder, initdb, f"--pgdata={data}", *login, "--encoding=UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c timezone=Asia/Tokyo -k ''"
    _run(
        "postgres", folder, pg_ctl, "-D", data, "-l", str(folder / "log"), "-w", "-o", options,
        "start",
    )  # fmt: skip
    yield f"postgresql+psycopg://tester:{QUOTED}@127.0.0.1:{port}/postgres"
    _run("postgres", folder, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """URL of an empty MariaDB database that asks for a password; it knows no zone by name."""
    server, install = _program("mariadbd", "/usr/sbin"), _program("mariadb-install-db")
    folder, port = _folder("mysql"), _free_port()
    (folder / "init.sql").write_text(
        f"create database shop;\ncreate user tester@'127.0.0.1' identified by '{PASSWORD}';\n"
        "grant all on shop.* to tester@'127.0.0.1';\n"
    )
    place = ("--no-defaults", f"--datadir={folder / 'data'}")
    _run("mysql", folder, install, *place, "--skip-test-db", "--auth-root-socket-user=mysql")
    process = subprocess.Popen(
        [
            server, *place, f"--port={port}", "--bind-address=127.0.0.1",
            f"--socket={folder / 'socket'}", f"--init-file={folder / 'init.sql'}",
            "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0",
            "--default-time-zone=+09:00", f"--log-error={folder / 'log'}",
            "--innodb-fast-shutdown=2",
        ],
        cwd=folder, user=_user("mysql"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield f"mysql+pymysql://tester:{QUOTED}@127.0.0.1:{port}/shop"
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


def _program(name: str, *folders: str) -> str:
    """Where the program is; without it the test is skipped, but on CI it fails."""
    if found := shutil.which(name, path=os.pathsep.join([*folders, os.environ["PATH"]])):
        return found
    reason = f"{name} is not installed: apt-get install postgresql mariadb-server"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _folder(user: str) -> Path:
    """A new folder that `user` owns: these servers refuse to run as root."""
    folder = Path(tempfile.mkdtemp(prefix=f"shoppulse-{user}-"))
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    return folder


def _user(name: str) -> str | None:
    return name if os.geteuid() == 0 else None


def _run(user: str, folder: Path, *command: str) -> None:
    with (folder / "commands").open("a+") as log:
        done = subprocess.run(command, stdout=log, stderr=log, cwd=folder, user=_user(user))
        log.seek(0)
        assert done.returncode == 0, log.read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with suppress(pymysql.OperationalError):
            pymysql.connect(host="127.0.0.1", port=port, user="tester", password=PASSWORD).close()
            return
        assert process.poll() is None, "MariaDB ended before it could be reached"
        time.sleep(0.1)
    raise AssertionError("MariaDB can't be reached")


@pytest.fixture(scope="session")
def sail() -> Iterator[Callable[[str], str]]:
    """Mode (`local`, or `local-cluster` for a driver and workers) → address of a Sail server."""
    servers: dict[str, tuple[subprocess.Popen[bytes], str]] = {}

    def address(mode: str) -> str:
        if mode not in servers:
            servers[mode] = start_sail(mode)
        return servers[mode][1]

    yield address
    for process, _ in servers.values():
        process.kill()
        process.wait(30)


def start_sail(mode: str, port: int | None = None) -> tuple[subprocess.Popen[bytes], str]:
    """A Sail server of its own process, once it can be reached."""
    port = port or _free_port()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("sail"), "spark", "server", f"--port={port}"],
        env=os.environ | {"SAIL_MODE": mode, "RUST_LOG": "error"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, f"sc://127.0.0.1:{port}"
        assert process.poll() is None, "Sail ended before it could be reached"
        time.sleep(0.1)
    raise AssertionError("Sail can't be reached")
