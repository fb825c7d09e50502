"""The APIs of all services on one installation: generated requests, good ones, and who may."""
