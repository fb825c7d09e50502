"""The customer files, and the gateway between Loopdesk and the company's CRM."""
