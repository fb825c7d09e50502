"""The doors of `people`: HTTP for people and machines, nameko for its place on the bus."""
