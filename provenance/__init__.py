"""Where a release comes from: its tag, its build run, its publish run, its attestations, and its own steps."""
