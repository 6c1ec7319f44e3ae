"""`lms serve` and `lms worker`."""

from __future__ import annotations

import argparse
import signal
import socket
import threading
from types import FrameType
from typing import Any, TextIO
from wsgiref.simple_server import WSGIServer

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from lms import migrations
from lms.app import create_app, do_jobs, do_jobs_once
from lms.cli import OK, Usage, options
from lms.clock import Clock
from lms.credit import keys
from lms.curriculum.editions import ensure_edition
from lms.database import Database
from lms.migrations.serving import Verdict
from lms.services import Services
from lms.settings import Settings
from lms.watching.lines import Lines, write_lines

GRACE_SECONDS = 20
"""For requests that run when the server is told to stop."""


def add(commands: Any) -> None:
    """Register the commands."""
    serve = commands.add_parser("serve", help="serve the pages")
    options.add_data(serve)
    options.add_course(serve)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--threads", type=int, default=8, help="requests answered at the same time")
    serve.set_defaults(run=run_serve)
    loop = commands.add_parser("worker", help="send mail and prepare files")
    options.add_data(loop)
    options.add_course(loop)
    loop.add_argument("--once", action="store_true", help="do what is due and end")
    loop.set_defaults(run=run_worker)


def run_serve(args: argparse.Namespace, out: TextIO) -> int:
    """Serve until told to stop; finishes running requests on TERM."""
    listen(args.settings, host=args.host, port=args.port, threads=args.threads, clock=Clock(), out=out)
    return OK


def run_worker(args: argparse.Namespace, out: TextIO) -> int:
    """The job loop alone."""
    if args.settings.log == "json":
        write_lines()
    services = args.open(args.settings)
    if args.once:
        out.write(f"{do_jobs_once(services)} jobs tried.\n")
        return OK
    demand_served(services.database)
    if services.meters is not None:
        from lms.acts.gauges import Gauges

        services.meters.registry.register(Gauges(services))
    show_metrics(services)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    do_jobs(services, stop)
    return OK


def listen(settings: Settings, *, host: str, port: int, threads: int, clock: Clock, out: TextIO) -> None:
    """Make the application, keep the edition it serves, and answer requests. Raises Usage when the database is behind."""
    demand_free(host, port)
    if settings.log == "json":
        write_lines()
    database = Database(settings.resolved_database_url, wait_seconds=settings.database_wait_seconds)
    app = create_app(settings, clock=clock, database=database)
    services: Services = app.extensions["lms"]
    demand_served(services.database)
    with services.database.session(write=True) as session:
        ensure_edition(session, services.library.current(services.clock.tick()), services.clock.now())
        keys.make_first(session, services.keys, now=services.clock.now())
        session.commit()
        wrong = keys.problem(session, services.keys)
    if wrong:
        out.write(f"{wrong}\n")
    services.database.dispose()
    out.write(f"Serving at http://{host}:{port}\n")
    out.flush()
    Server(app, services, host=host, port=port, threads=threads).run()


def demand_served(database: Database) -> None:
    """Refuse a schema that this program does not fit; Usage says what to do."""
    found = migrations.verdict(database)
    if found is Verdict.NEWER:
        raise Usage(
            "the database stands at the schema of a later version, which this one does not fit; start that one."
        )
    if not found.served:
        raise Usage("the database is missing or at another schema; run `lms db upgrade` first.")


def show_metrics(services: Services) -> tuple[WSGIServer, threading.Thread] | None:
    """Answer with metrics on a port of this machine, if the setting names one; returns what answers."""
    if services.meters is not None and services.settings.metrics.isdigit():
        from prometheus_client import start_http_server

        return start_http_server(int(services.settings.metrics), addr="127.0.0.1", registry=services.meters.registry)
    return None


def demand_free(host: str, port: int) -> None:
    """Say in one sentence that the port is taken, before anything else is said."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Usage(f"port {port} on {host} is not free; choose another with --port.") from error


class DrainingWorker(ThreadWorker):  # type: ignore[misc]
    """Told to stop, it says so at /readyz and answers on for a while, so that a balancer sends nobody to a closed door."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """TERM: stop accepting after the seconds of the setting, then finish what runs."""
        services: Services = self.app.services
        services.stopping.set()
        end = threading.Timer(services.settings.drain_seconds, super().handle_exit, (sig, frame))
        end.daemon = True
        end.start()


class ServerLines(Logger):  # type: ignore[misc]
    """What gunicorn itself has to say, in lines like the rest."""

    def setup(self, cfg: Any) -> None:
        """Keep gunicorn's handlers, in our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with threads, and the job loop beside them."""

    def __init__(self, app: Flask, services: Services, *, host: str, port: int, threads: int) -> None:
        self.app = app
        self.services = services
        self.options = {
            "bind": f"{host}:{port}",
            "workers": 1,
            "threads": threads,
            "worker_class": DrainingWorker,
            "loglevel": "warning",
            "accesslog": None,
            "graceful_timeout": GRACE_SECONDS + services.settings.drain_seconds,
            "keepalive": 5,
            "post_worker_init": self._start_jobs,
            "logger_class": ServerLines if services.settings.log == "json" else "gunicorn.glogging.Logger",
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application that was made already."""
        return self.app

    def _start_jobs(self, _worker: object) -> None:
        show_metrics(self.services)
        if self.services.settings.worker:
            threading.Thread(target=do_jobs, args=(self.services, threading.Event()), daemon=True, name="jobs").start()
