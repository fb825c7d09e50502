"""The lock files say what is installed, byte by byte, and not from where."""

import re

import pytest

from tests.architecture.project import PROJECT, configuration

LOCKS = ("build", "core", "test", "bench")
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][\w.!+]*)( ; [^:/]+)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
COMMENT = re.compile(r"(# [^:/]+:?)?")


def lock_lines(lock: str) -> list[str]:
    return (PROJECT / "requirements" / f"{lock}.txt").read_text().splitlines()


def pins(lock: str) -> dict[str, str]:
    found = (PIN.fullmatch(line) for line in lock_lines(lock))
    return {match["name"]: match["version"] for match in found if match}


def normalised_names(requirements: list[str]) -> set[str]:
    names = (re.split(r"[^\w.-]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(lock: str) -> None:
    known = (PIN, HASH, COMMENT)
    lines = lock_lines(lock)
    assert [] == [line for line in lines if not any(form.fullmatch(line) for form in known)]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    lines = lock_lines(lock)
    after_pins = [lines[i + 1] for i, line in enumerate(lines) if PIN.fullmatch(line)]
    assert after_pins
    assert [] == [line for line in after_pins if not HASH.fullmatch(line)]


@pytest.mark.parametrize("lock", ["test", "bench"])
def test_the_tests_and_benchmarks_run_on_the_products_own_versions(lock: str) -> None:
    assert pins("core").items() <= pins(lock).items()


def test_what_the_project_asks_for_is_locked() -> None:
    project = configuration()["project"]
    extras = project["optional-dependencies"]
    assert normalised_names(project["dependencies"]) <= pins("core").keys()
    assert normalised_names(extras["test"]) <= pins("test").keys()
    assert normalised_names(extras["bench"]) <= pins("bench").keys()
    assert normalised_names(configuration()["build-system"]["requires"]) <= pins("build").keys()
