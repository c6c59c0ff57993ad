"""Documentation alignment: what the pages tell people to do can be done, and works."""
