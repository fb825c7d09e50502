"""The fault matrix: what the guarantees promise, broken on purpose, and checkers that tell."""
