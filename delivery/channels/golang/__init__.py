"""Go module: index, client, staging server and checks."""
