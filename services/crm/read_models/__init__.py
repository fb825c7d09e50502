"""The questions about customers that are answered from tables."""
