"""Which column of a file of reported completions holds what, in the words that other learning systems use."""

from __future__ import annotations

from collections.abc import Mapping

from lms.people.importing.rules.columns import FileKind

EMAIL, TITLE, PROVIDER, DONE, MINUTES = "person", "title", "provider", "completed_on", "minutes"

FIELDS: Mapping[str, str] = {
    EMAIL: "E-mail of the person",
    TITLE: "Course title",
    PROVIDER: "Provider",
    DONE: "Day it was completed",
    MINUTES: "Minutes",
}
_SYNONYMS: Mapping[str, str] = {
    EMAIL: "person, email, e mail, mail, email address, e mail address, work email, work e mail, learner, learner email, user, user email",
    TITLE: "title, course, course title, course name, training, training title, activity, activity title",
    PROVIDER: "provider, given by, school, vendor, institution, source, training provider, course provider",
    DONE: "completed on, completed, completion date, date completed, completed date, date, day, finished, finished on",
    MINUTES: "minutes, min, duration, duration minutes, duration in minutes, length in minutes, time in minutes",
}
TRAINING = FileKind("training", FIELDS, _SYNONYMS, needed=(EMAIL, TITLE, PROVIDER, DONE))
