"""Builders for tests of `training`: who is there, and when the tests begin."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

MONDAY = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
"""A working Monday at nine in Shanghai, when all builders begin."""

LI = UUID("0190d4f0-0000-7000-8000-0000000000a1")
"""An agent, who learns."""
ZHAO = UUID("0190d4f0-0000-7000-8000-0000000000a2")
"""Another agent of the same team."""
WANG = UUID("0190d4f0-0000-7000-8000-0000000000b1")
"""The leader of Li's and Zhao's team."""
SUN = UUID("0190d4f0-0000-7000-8000-0000000000c1")
"""An agent of another team."""
QIAN = UUID("0190d4f0-0000-7000-8000-0000000000c2")
"""The training manager."""
ZHOU = UUID("0190d4f0-0000-7000-8000-0000000000c3")
"""A trainer."""
WU = UUID("0190d4f0-0000-7000-8000-0000000000c4")
"""A marker."""
ZHENG = UUID("0190d4f0-0000-7000-8000-0000000000c5")
"""Another marker."""
FENG = UUID("0190d4f0-0000-7000-8000-0000000000c6")
"""A third marker."""
HR = UUID("0190d4f0-0000-7000-8000-0000000000c7")
"""Of the human resources department."""
SITE = UUID("0190d4f0-0000-7000-8000-0000000000e1")
TEAM = UUID("0190d4f0-0000-7000-8000-0000000000f1")
OTHER_TEAM = UUID("0190d4f0-0000-7000-8000-0000000000f2")

EVERYBODY = (LI, ZHAO, WANG, SUN, QIAN, ZHOU, WU, ZHENG, FENG, HR)
