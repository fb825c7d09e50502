"""The public events of `training`: what other services may build on."""

from __future__ import annotations

from services.training.messages.exam_events import EXAMS
from shared.bus.publication import Publications

PUBLICATIONS = Publications("training", [*EXAMS])
