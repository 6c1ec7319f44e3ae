"""The eight role files as the product ships them, and short ways to write facts."""

from datetime import date, timedelta
from pathlib import Path

import yaml

from lms.readiness.roles import read_role
from lms.readiness.rules import Facts, RoleTimeline

FOLDER = Path(__file__).resolve().parents[2] / "content" / "roles"
FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
ROLES: dict[str, RoleTimeline] = {name: read_role(definition) for name, definition in FILES.items()}
START = date(2027, 5, 4)
DAY = timedelta(days=1)


def on(text: str, year: int = 2027) -> date:
    """`04-30` as a date of 2027, or a full ISO date."""
    return date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")


def facts(required: int = 1620, minutes: int = 0, /, **more) -> Facts:
    """Facts of somebody who starts on 4 May 2027; the pathway is complete when all minutes are done."""
    more.setdefault("pathway_complete", bool(required) and minutes >= required)
    return Facts(start_date=more.pop("start", START), minutes_required=required, minutes_done=minutes, **more)


def steady(until: date, minutes_a_day: int, days: int = 28) -> tuple[tuple[date, int], ...]:
    """The same minutes on each of the last days, the last of them `until`."""
    return tuple((until - DAY * back, minutes_a_day) for back in range(days))
