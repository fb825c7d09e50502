"""The rules of contacts, tickets, SLA clocks and assignment, without any machinery."""
