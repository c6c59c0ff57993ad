"""Licensing and notices: what we ship carries what its licences ask for."""
