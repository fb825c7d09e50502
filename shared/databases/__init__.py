"""Connections to the two databases that hold logs and keys: SQLite files and PostgreSQL."""
