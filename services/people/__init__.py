"""The people of the centre: who works here, in which place and role, and how they sign in."""
