"""`create_app`: the only place that wires services and doors together."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import api, migrations, visit, worker
from lms.clock import Clock
from lms.curriculum.library import Library
from lms.database import Database
from lms.services import Services, make_services, secret_of
from lms.settings import Settings
from lms.watching import requests, slow
from lms.web import door, errors, headers, mail, pages, preview, saml, stand_ins, static_files, upload_preview, verify
from lms.web.preview import Preview
from lms.web.routing import LateRule

__all__ = ["Preview", "create_app", "create_preview", "do_jobs", "do_jobs_once"]


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    library: Library | None = None,
    previewed: Preview | None = None,
) -> Flask:
    """The web application. Raises BadSetting or CourseUnreadable with a sentence when it cannot start.

    `previewed` makes it a preview for one author on one machine, in which nobody signs in; no setting does that.
    """
    services = make_services(settings, clock=clock, database=database, library=library)
    if previewed is None:
        services.library.current(services.clock.tick())
    app = Flask("lms", static_folder=None)
    app.url_rule_class = LateRule
    secure = settings.secure_cookies or settings.base_url.startswith("https://")
    app.secret_key = secret_of(settings)
    app.config.update(
        SESSION_COOKIE_NAME="__Host-lms" if secure else "lms",  # Browsers take it from this host over HTTPS alone.
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=[urlsplit(settings.base_url).hostname, "localhost", "127.0.0.1", "[::1]"],
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.max_upload_mib * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        TEMPLATES_AUTO_RELOAD=settings.development,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["lms"] = services
    if previewed is None:  # A preview is part of the request that it is shown in.
        requests.install(
            app,
            believes=settings.trusted_proxies > 0,
            meters=services.meters,
            traces=services.traces,
            told=slow.listeners(development=settings.development),
        )
    visit.install(app)
    door.install(app)
    verify.install(app)  # Before the guard, which reads the form.
    guard = CSRFProtect(app)
    headers.install(app)
    errors.install(app)
    static_files.install(app, cache=settings.data_path / "static")
    guard.exempt(mail.out)  # A mail program carries no token of ours; the view asks everybody else for one.
    guard.exempt(saml.into)  # The form comes from a provider, which signs what is in it; the view opens nothing.
    pages.install(app)
    for each in api.BLUEPRINTS:
        guard.exempt(each)  # A write comes with a token alone, which no browser sends by itself.
        app.register_blueprint(each)
    if services.meters is not None:
        from lms.acts.gauges import Gauges
        from lms.web import metrics

        services.meters.registry.register(Gauges(services))
        if not settings.metrics.isdigit():
            app.register_blueprint(metrics.bp)
    if previewed is not None:
        preview.install(app, previewed)
    else:
        guard.exempt(upload_preview.bp)  # The preview inside checks its own forms, with its own key.
        upload_preview.install(app, create_preview)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def create_preview(
    settings: Settings, *, data: Path, library: Library, clock: Clock | None = None, under: str = ""
) -> tuple[Services, Flask]:
    """A preview of a library's course that keeps everything in the folder `data`, made afresh; `under` is where it is mounted."""
    settings = replace(
        settings, data=str(data), database_url="", files="", zone=stand_ins.ZONE, demo=True, worker=False, smtp_url="",
        secret_key="", metrics="", trusted_proxies=0, idle_minutes=24 * 60, session_hours=24 * 7,
        second_factor="no",
    )  # fmt: skip
    services = make_services(settings, clock=clock, library=library)
    migrations.upgrade(services.database)
    previewed = Preview(stand_ins.TITLES, stand_ins.STATES, stand_ins.Cast(services).enter, live=not under)
    app = create_app(settings, clock=services.clock, database=services.database, library=library, previewed=previewed)
    if under:
        app.config.update(SESSION_COOKIE_NAME="preview", SESSION_COOKIE_PATH=under)
    return services, app


def do_jobs_once(services: Services) -> int:
    """Do every job that is due; returns how many were tried."""
    worker.WaitingLetters(services)()
    worker.WebhookWatch(services)()
    return worker.run_once(services)


def do_jobs(services: Services, stop: threading.Event) -> None:
    """The job loop, until `stop` is set."""
    watches = (
        worker.WaitingLetters(services),
        worker.EditionWatch(services),
        worker.NudgeWatch(services),
        worker.MonthWatch(services),
        worker.ScheduleWatch(services),
        worker.NightWatch(services),
        worker.WebhookWatch(services),
    )

    def first() -> None:
        for watch in watches:
            watch()

    worker.loop(services, stop, first=first)
