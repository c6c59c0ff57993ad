"""What a step really runs: its shell walked as a shell would, through every hand, with what is known of its values."""
