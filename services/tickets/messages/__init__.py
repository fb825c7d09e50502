"""The events that the service publishes and those of others that it understands."""
