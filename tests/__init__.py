"""The suite: by service, then level; see the README of the project."""
