"""The `loopdesk` command: start, look after and question an installation."""

from __future__ import annotations

import click

from services.commands import lazy

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=lazy.LazyGroup, context_settings=CONTEXT, commands_in=lazy.COMMANDS)
@click.version_option(package_name="loopdesk")
def main() -> None:
    """客服中心运营平台。Loopdesk, the operations platform of a customer-service centre.

    Settings are LOOPDESK_* variables (deploy/.env.example explains each); data lie in
    LOOPDESK_DATA_DIR.
    """


if __name__ == "__main__":
    main()
