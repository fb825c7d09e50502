"""Who knows one service finds the way in each: the same names, and none that says nothing."""

from pathlib import Path

import pytest

from tests.architecture.project import PROJECT, code_files, relative, service_folders

FOLDERS = {"application", "domain", "entrypoints", "examples", "messages", "read_models"}
FILES = {
    "FOR_HR_AND_TRAINERS.md",
    "FOR_HR_AND_TRAINERS.zh-CN.md",
    "INTEGRATION.md",
    "README.md",
    "README.zh-CN.md",
    "__init__.py",
    "rules.toml",
    "service.py",
}
ENTRYPOINTS = {
    "__init__.py",
    "bus.py",
    "cli.py",
    "http",
    "http.py",
    "reactions.py",
    "schemas",
    "schemas.py",
}
SAYS_NOTHING = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != "__pycache__"}


@pytest.mark.parametrize("service", service_folders(), ids=lambda folder: folder.name)
def test_a_service_has_the_parts_that_every_service_has(service: Path) -> None:
    assert set() == names_in(service) - FOLDERS - FILES


@pytest.mark.parametrize("service", service_folders(), ids=lambda folder: folder.name)
def test_the_entrypoints_of_a_service_have_the_same_names_in_each(service: Path) -> None:
    assert set() == names_in(service / "entrypoints") - ENTRYPOINTS


@pytest.mark.parametrize("service", service_folders(), ids=lambda folder: folder.name)
def test_a_service_describes_itself(service: Path) -> None:
    readme = (service / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {service.name}")


def test_no_module_has_a_name_that_says_nothing() -> None:
    files = code_files("services", "shared", "tests", "tools")
    assert [] == [relative(path) for path in files if SAYS_NOTHING & {path.stem, path.parent.name}]


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in code_files("services", "shared")}
    assert [] == sorted(relative(folder) for folder in folders if not is_package(folder))


def is_package(folder: Path) -> bool:
    return (folder / "__init__.py").exists()


def test_the_tests_are_this_projects_package_and_no_one_elses() -> None:
    assert (PROJECT / "tests" / "__init__.py").exists()


def test_every_folder_of_tests_can_be_imported() -> None:
    folders = {path.parent for path in code_files("tests")}
    parts = {part for folder in folders for part in folder.relative_to(PROJECT).parts}
    assert [] == sorted(part for part in parts if not part.isidentifier())
