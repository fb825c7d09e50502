"""The rules of customer files and of what the CRM's messages report."""
