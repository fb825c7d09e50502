"""The public events of `training`: what other services may build on."""

from __future__ import annotations

from services.training.messages.certificate_events import CERTIFICATES
from services.training.messages.development_events import DEVELOPMENT
from services.training.messages.evaluation_events import EVALUATION
from services.training.messages.exam_events import EXAMS
from services.training.messages.learning_events import LEARNING
from services.training.messages.need_events import NEEDS
from services.training.messages.plan_events import PLANS
from services.training.messages.session_events import SESSIONS
from services.training.messages.sitting_events import SITTING_EVENTS
from services.training.messages.stage_events import STAGE_EVENTS
from shared.bus.publication import Publications

PUBLICATIONS = Publications(
    "training",
    [
        *LEARNING,
        *SESSIONS,
        *EXAMS,
        *NEEDS,
        *PLANS,
        *DEVELOPMENT,
        *CERTIFICATES,
        *EVALUATION,
        *SITTING_EVENTS,
        *STAGE_EVENTS,
    ],
)
