"""What users get, channel by channel."""
