"""The subcommands of `loopdesk`, one file for each group of them."""
