"""`create_app`: the only place that wires settings, clock, database, course and doors together."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.clock import Clock
from lms.curriculum.library import Library, course_folder
from lms.database import Database
from lms.files import FileStore
from lms.readiness.roles import check_roles
from lms.settings import Settings
from lms.web import door, errors, headers, pages, static_files


def make_services(settings: Settings, *, clock: Clock | None = None, database: Database | None = None) -> door.Services:
    """The services of a process: what the HTML door, the command line and the worker share."""
    return door.Services(
        settings=settings,
        clock=clock or Clock(),
        database=database or Database(settings.resolved_database_url),
        library=Library(course_folder(settings.course), extra=(check_roles,)),
        files=FileStore(settings.files_path),
    )


def create_app(settings: Settings, *, clock: Clock | None = None, database: Database | None = None) -> Flask:
    """The web application. Raises BadSetting or CourseBroken with a sentence when it cannot start."""
    services = make_services(settings, clock=clock, database=database)
    services.library.current(services.clock.tick())
    app = Flask("lms", static_folder=None)
    app.secret_key = settings.secret_key or kept_secret(settings.data_path)
    app.config.update(
        SESSION_COOKIE_NAME="lms",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.max_upload_mib * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        TEMPLATES_AUTO_RELOAD=settings.development,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["lms"] = services
    CSRFProtect(app)
    door.install(app)
    headers.install(app)
    errors.install(app)
    static_files.install(app, cache=settings.data_path / "static")
    pages.install(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def kept_secret(data: Path) -> str:
    """The signing key kept in the data folder; made on the first call, readable by the owner only."""
    target = data / "secret-key"
    if not target.exists():
        data.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(48))
    return target.read_text().strip()
