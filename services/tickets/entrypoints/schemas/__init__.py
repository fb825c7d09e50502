"""The shapes of the HTTP API of `tickets`: what it takes and what it shows."""
