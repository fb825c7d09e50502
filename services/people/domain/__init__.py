"""The rules of employment, organisation, authority and accounts, without any machinery."""
