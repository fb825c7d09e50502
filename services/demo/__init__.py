"""A real working day of a centre, played through the public doors and proven afterwards."""
