"""The questions that the service answers from tables, one file each."""
