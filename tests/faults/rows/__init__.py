"""The rows of the fault matrix: each an installation at work, a fault, and the checkers."""
