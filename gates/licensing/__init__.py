"""Licensing and notices: what we ship carries what its licenses ask for."""
