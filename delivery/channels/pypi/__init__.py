"""PyPI: index, client, staging server and checks."""
