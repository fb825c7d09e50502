"""Real processes that die by SIGKILL at every crash point, and at random."""
