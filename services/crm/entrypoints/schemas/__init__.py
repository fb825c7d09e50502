"""The shapes of the HTTP API of `crm`, by resource."""
