"""Built artifacts served on loopback as each channel would serve them."""
