"""crates.io: index, client, staging server and checks."""
