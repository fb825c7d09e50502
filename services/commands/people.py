"""People from the command line: `people add-admin` lets in the first administrator."""

from __future__ import annotations

import click

from services.commands.settings import settings_or_exit
from services.operations.administrators import add_first_administrator, random_password
from shared.errors import DomainError
from shared.platform import platform_of
from shared.settings import BadSettings


@click.group()
def people() -> None:
    """人员与账号。The people of the installation."""


@people.command("add-admin")
@click.option("--staff-number", prompt="员工编号 Staff number", help="Number in the files.")
@click.option("--name", prompt="姓名 Name", help="The person's name.")
@click.option("--agent-id", prompt="工号 Agent ID", help="Apart from the staff number.")
def add_admin(staff_number: str, name: str, agent_id: str) -> None:
    """新增首位管理员。Add the first administrator, who grants roles to all others."""
    asked = _asked_password()
    password = asked or random_password()
    try:
        add_first_administrator(
            platform_of(settings_or_exit()),
            staff_number=staff_number,
            name=name,
            agent_id=agent_id,
            initial_password=password,
        )
    except DomainError as refusal:
        raise click.ClickException(f"{refusal.in_language('zh-CN')}\n{refusal}") from refusal
    except (BadSettings, OSError) as refusal:
        raise click.ClickException(f"{refusal} Run `loopdesk migrate` first.") from refusal
    if not asked:
        click.echo(f"初始密码 Initial password: {password}")
    click.echo("首次登录时须修改。It must be changed at the first sign-in.")


def _asked_password() -> str:
    """The initial password, never on the command line where others could read it."""
    asked: str = click.prompt(
        "初始密码，留空则随机生成 Initial password, empty for a random one",
        default="",
        show_default=False,
        hide_input=True,
        confirmation_prompt="再次输入 Again",
    )
    return asked
