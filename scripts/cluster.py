"""`make up-cluster`: two web replicas, a worker and PostgreSQL behind a small proxy, with a demo organisation.

Everything is thrown away at the end. `--show` walks through it once and ends: signs in on one replica, answers on the
other, kills one in the middle of a test and goes on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from scripts.cluster_walk import Lost, walk
from scripts.own_postgres import NoPostgres, PostgresServer
from scripts.replicas import PROGRAM, Cluster, NotStarted

DATABASE = "linchpin"


def main(arguments: list[str] | None = None) -> int:
    """Start, say where, and wait for Ctrl-C or TERM."""
    parser = argparse.ArgumentParser(prog="make up-cluster", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--show", action="store_true", help="walk through it once, print what happened, and end")
    args = parser.parse_args(arguments)
    for each in (signal.SIGTERM, signal.SIGINT):  # A shell that runs this beside itself has the latter ignored.
        signal.signal(each, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="lms-cluster-"))
    try:
        return run(folder, args.port, show=args.show)
    except KeyboardInterrupt:
        say("Stopped; nothing is left running.")
        return 0
    except (NoPostgres, NotStarted, Lost, OSError, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(folder: Path, port: int, *, show: bool) -> int:
    """PostgreSQL, then the demonstration, then the processes; each ends what it began."""
    say("PostgreSQL starts, for this run only.")
    server = PostgresServer()
    try:
        address = new_database(server)
        main_folder = folder / "main"
        environment = {"LMS_DATABASE_URL": address, "LMS_DEMO": "yes", "LMS_ZONE": "America/Chicago"}
        environment |= {"LMS_DRAIN_SECONDS": "1"}
        say("A demonstration is made; that takes a minute.")
        demo = [*PROGRAM, "demo", "--data", str(main_folder), "--port", str(port), "--no-serve"]
        said = subprocess.run(demo, env={**os.environ, **environment}, check=True, capture_output=True, text=True)
        cluster = Cluster(folder, main_folder, environment, port=port)
        try:
            cluster.start()
            if show:
                return walk(cluster, say)
            print(said.stdout)
            say(f"Two replicas, a worker and PostgreSQL behind {cluster.address}")
            for name, process in cluster.processes.items():
                say(f"  {name}: process {process.running.pid if process.running else 0}")
            say("Try `kill -9` on one of the web processes and go on. Ctrl-C ends all of it.")
            signal.pause()
        finally:
            cluster.stop()
    finally:
        server.stop()
    return 0


def new_database(server: PostgresServer) -> str:
    """Make an empty database; returns its address."""
    with psycopg.connect(
        server.url("postgres").set(drivername="postgresql").render_as_string(), autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{DATABASE}" TEMPLATE template0')
    return server.url(DATABASE).render_as_string(hide_password=False)


def say(line: str) -> None:
    """One line, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
