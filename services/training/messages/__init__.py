"""What the service says and hears: public events, and those of other services."""
