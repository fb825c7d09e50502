"""The doors of `training`: HTTP and the bus."""
