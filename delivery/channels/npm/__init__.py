"""npm: index, client, staging server and checks."""
