"""The shapes of the HTTP API of `training`, by resource."""
