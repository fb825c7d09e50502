"""The kernel: what every service of Loopdesk needs and no service's words."""
