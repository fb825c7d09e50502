"""The doors of `crm`: HTTP and the bus."""
