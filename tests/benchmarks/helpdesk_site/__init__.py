"""django-helpdesk as its users install it: the peer of `posting`, in an environment of its own."""
