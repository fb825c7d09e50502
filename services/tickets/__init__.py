"""Contacts and service tickets: what customers ask, who works on it and how long it takes."""
