"""What can be done with customer files and with the CRM's messages."""
