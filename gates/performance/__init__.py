"""Performance regression guard: no core scenario is slower than at the base, measured on one host in pairs."""
