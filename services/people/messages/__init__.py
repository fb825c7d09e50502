"""The public events of `people`."""
