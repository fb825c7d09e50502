"""Read models: SQL tables that answer one question each, built from events alone."""

from shared.read_models.database import ReadDatabase
from shared.read_models.model import ReadModel, projects
from shared.read_models.rows import Rows
from shared.read_models.tables import read_table

__all__ = ["ReadDatabase", "ReadModel", "Rows", "projects", "read_table"]
