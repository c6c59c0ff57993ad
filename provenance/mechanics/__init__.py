"""The steps of a release in their order; each knows whether it is done, what it would do, and why it may not."""
