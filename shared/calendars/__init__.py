"""Business time: when a site is open, with holidays, adjusted workdays and entries of its own."""

from shared.calendars.blocks import WEEKDAYS, Block
from shared.calendars.calendar import BusinessCalendar, NeverOpen
from shared.calendars.content import OwnEntry

__all__ = [
    "WEEKDAYS",
    "Block",
    "BusinessCalendar",
    "NeverOpen",
    "OwnEntry",
]
