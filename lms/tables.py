"""All tables, in one import, for migrations, `lms db check` and the tests."""

from __future__ import annotations

import lms.assessment.models
import lms.audit.models
import lms.clinic_pages.models
import lms.credit.activities.models
import lms.credit.changing.models
import lms.credit.claiming.models
import lms.credit.keeping.models
import lms.credit.models
import lms.credit.providers.models
import lms.credit.viewing.models
import lms.curriculum.models
import lms.curriculum.uploads.models
import lms.learning.models
import lms.learning.outside.models
import lms.learning.outside.reported.models
import lms.learning.placement.models
import lms.learning.spaced.models
import lms.outbox.models
import lms.people.erasure.models
import lms.people.factors.models
import lms.people.identity.models
import lms.people.importing.models
import lms.people.models
import lms.people.tokens.models
import lms.practice.models
import lms.readiness.goals.models
import lms.readiness.meetings.models
import lms.readiness.models
import lms.readiness.nudges.models
import lms.readiness.opening.models
import lms.readiness.overview.models
import lms.readiness.programmes.models
import lms.readiness.skills.models
import lms.webhooks.models  # noqa: F401
from lms.database import Base

metadata = Base.metadata
