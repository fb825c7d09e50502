"""The questions about training that are answered from tables."""
