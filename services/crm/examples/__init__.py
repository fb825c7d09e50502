"""Complete clients of the CRM gateway, to copy and build upon."""
