"""The use cases of `people`."""
