"""The bus: what is published, how it is carried, followed, caught up and parked."""
