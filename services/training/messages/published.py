"""The public events of `training`: what other services may build on."""

from __future__ import annotations

from services.training.messages.certificate_events import CERTIFICATES
from shared.bus.publication import Publications

PUBLICATIONS = Publications(
    "training",
    [
        *CERTIFICATES,
    ],
)
