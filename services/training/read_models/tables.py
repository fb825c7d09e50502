"""All read models of the service, over one database."""

from __future__ import annotations

from services.training.read_models.exam_list import ExamList
from services.training.read_models.item_answers import ItemAnswers
from services.training.read_models.question_list import QuestionList
from services.training.read_models.question_pool import QuestionPool
from services.training.read_models.staff import Staff
from shared.read_models import ReadDatabase, ReadModel


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
    """

    def __init__(self, database: ReadDatabase) -> None:
        self.staff = Staff(database)
        self.questions = QuestionList(database)
        self.question_pool = QuestionPool(database)
        self.exams = ExamList(database)
        self.item_answers = ItemAnswers(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return [one for one in vars(self).values() if isinstance(one, ReadModel)]
