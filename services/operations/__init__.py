"""What an operator does with an installation, behind the `loopdesk` command."""
