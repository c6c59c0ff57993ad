"""Controls a mill."""
