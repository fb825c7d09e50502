"""The use cases of the service, one class by subject."""
