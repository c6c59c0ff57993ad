"""GitHub Release: index, client, staging server and checks."""
