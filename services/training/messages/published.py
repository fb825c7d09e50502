"""The public events of `training`: what other services may build on."""

from __future__ import annotations

from services.training.messages.development_events import DEVELOPMENT
from services.training.messages.exam_events import EXAMS
from services.training.messages.learning_events import LEARNING
from services.training.messages.need_events import NEEDS
from services.training.messages.plan_events import PLANS
from services.training.messages.session_events import SESSIONS
from shared.bus.publication import Publications

PUBLICATIONS = Publications(
    "training",
    [*LEARNING, *SESSIONS, *EXAMS, *NEEDS, *PLANS, *DEVELOPMENT],
)
