"""`loopdesk web` and `loopdesk bus`: what they refuse before anything starts."""

import pytest
from click.testing import CliRunner

from services.cli import main


@pytest.mark.parametrize("command", ["web", "bus"])
def test_a_service_that_is_not_there_is_named_with_those_that_are(command: str) -> None:
    ended = CliRunner().invoke(main, [command, "--service", "tickets", "--service", "nope"])
    assert ended.exit_code == 2
    assert "there is no service nope; choose from people, crm, training, tickets" in " ".join(
        ended.output.split()
    )
