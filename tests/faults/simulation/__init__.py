"""The deterministic simulation: the real services on a fake clock, broker and fate, by a seed."""
