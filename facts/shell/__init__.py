"""Shell scripts as syntax trees."""
