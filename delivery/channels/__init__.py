"""One folder a kind of channel: its index, its client, its staging server, its checks."""
