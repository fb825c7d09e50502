"""SCORM 1.2 packages [课件包]: content of a course made with other tools, as it was imported."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self
from uuid import UUID

import msgspec

from shared.event_store.aggregate import Aggregate


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a package says of itself.

    Args:
        title: what it is called.
        entry: path of the page that is opened first.
        parameters: what stands behind the page's address, with its question mark; empty for none.
        launch_data: what the package is given when it begins.
        mastery_score: the score from which it is passed, if it says one.
    """

    title: str
    entry: str
    parameters: str
    launch_data: str
    mastery_score: Decimal | None = None


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a package.

    Args:
        path: where it lies in the package.
        file_hash: the name under which it is kept.
        size: its bytes.
    """

    path: str
    file_hash: str
    size: int


class Package(Aggregate):
    """A package with its files; it is never changed, a corrected one is another."""

    TOPIC = "training.package"

    class Created(Aggregate.Created):
        TOPIC = "training.package.imported"
        course_id: UUID
        manifest: Manifest
        files: tuple[KeptFile, ...]

    def __init__(self, course_id: UUID, manifest: Manifest, files: tuple[KeptFile, ...]) -> None:
        self.course_id = course_id
        self.manifest = manifest
        self.files = {one.path: one for one in files}

    @classmethod
    def import_into(
        cls, course_id: UUID, *, package_id: UUID, manifest: Manifest, files: Sequence[KeptFile]
    ) -> Self:
        """A package whose files are kept.

        Args:
            course_id: the course that it belongs to.
            package_id: its id, under whose key the files are kept.
            manifest: what it says of itself.
            files: its files.
        """
        return cls._create(
            cls.Created, id=package_id, course_id=course_id, manifest=manifest, files=tuple(files)
        )
