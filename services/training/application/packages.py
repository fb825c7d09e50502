"""Importing SCORM 1.2 packages: checked whole before anything of them is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from services.training.application.access import MANAGE_CATALOGUE
from services.training.application.workbench import Workbench
from services.training.domain.course import Course
from services.training.domain.course_errors import CourseNotFound
from services.training.domain.learning_rules import PackageRules
from services.training.domain.package import KeptFile, Manifest, Package
from services.training.domain.package_errors import PackageNotFound
from shared.context import current_context
from shared.sealed.files import SealedFiles


class Unpack(Protocol):
    """Takes an archive apart."""

    def __call__(
        self, content: bytes, /, *, rules: PackageRules
    ) -> tuple[Manifest, Mapping[str, bytes]]:
        """What the package says of itself and its files by path, or `PackageFaulty`."""


def subject_of(package_id: UUID) -> str:
    """Under which key the files of a package are kept."""
    return f"package:{package_id}"


class Packages:
    """Imports and shows packages.

    Args:
        bench: what all use cases stand on.
        files: keeps their files.
        unpack: takes an archive apart.
    """

    def __init__(self, bench: Workbench, *, files: SealedFiles, unpack: Unpack) -> None:
        self._bench = bench
        self._files = files
        self._unpack = unpack

    def import_package(self, course_id: UUID, *, content: bytes) -> Package:
        """Imports a package into a course; the next version of the course may have it as a unit.

        Raises:
            CourseNotFound: there is no such course.
            PackageFaulty: the archive is no package that is safe to keep; nothing was kept.
        """
        bench = self._bench
        current_context().require(MANAGE_CATALOGUE)
        course = bench.store.find(Course, course_id)
        if course is None:
            raise CourseNotFound(key=course_id)
        course.check_in_use()
        with bench.rules.noted("packages"):
            manifest, files = self._unpack(content, rules=bench.rules.packages)
            package_id = bench.new_id()
            package = Package.import_into(
                course_id,
                package_id=package_id,
                manifest=manifest,
                files=[self._kept(package_id, path, files[path]) for path in sorted(files)],
            )
            bench.store.save(package)
        return package

    def see_package(self, package_id: UUID) -> Package:
        """A package, for those who write courses.

        Raises:
            PackageNotFound: there is none.
        """
        current_context().require(MANAGE_CATALOGUE)
        package = self._bench.store.find(Package, package_id)
        if package is None:
            raise PackageNotFound(key=package_id)
        return package

    def _kept(self, package_id: UUID, path: str, content: bytes) -> KeptFile:
        file_hash = self._files.keep(subject_of(package_id), content)
        return KeptFile(path=path, file_hash=file_hash, size=len(content))
