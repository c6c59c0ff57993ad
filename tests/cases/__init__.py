"""Public reports of what went wrong, rebuilt small in our own words."""
