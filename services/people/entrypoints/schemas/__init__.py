"""The shapes of requests and replies of the API of `people`, by resource."""
