"""The machinery around the checks: options, plan, launcher, guard, evidence, reports."""
