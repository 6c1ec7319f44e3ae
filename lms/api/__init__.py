"""The door for programs: JSON, with the permissions of the pages."""

from lms.api import certificates, completions, meetings, overview, people, programmes, readiness, reference, roles

BLUEPRINTS = (
    reference.bp,
    people.bp,
    roles.bp,
    readiness.bp,
    overview.bp,
    completions.bp,
    certificates.bp,
    certificates.verification,
    meetings.bp,
    programmes.bp,
)
