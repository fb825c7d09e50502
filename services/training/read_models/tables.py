"""All read models of the service, over one database."""

from __future__ import annotations

from services.training.read_models.annual_plan_list import AnnualPlanList
from services.training.read_models.development_plan_list import DevelopmentPlanList
from services.training.read_models.known_courses import KnownCourses
from services.training.read_models.need_list import NeedList
from services.training.read_models.positions import Positions
from services.training.read_models.staff import Staff
from services.training.read_models.succession_pool_list import SuccessionPoolList
from shared.read_models import ReadDatabase, ReadModel


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
    """

    def __init__(self, database: ReadDatabase) -> None:
        self.staff = Staff(database)
        self.known_courses = KnownCourses(database)
        self.needs = NeedList(database)
        self.annual_plans = AnnualPlanList(database)
        self.development_plans = DevelopmentPlanList(database)
        self.positions = Positions(database)
        self.succession_pools = SuccessionPoolList(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return [one for one in vars(self).values() if isinstance(one, ReadModel)]
