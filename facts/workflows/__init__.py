"""Workflow files as a graph of jobs and steps, never as text to grep."""
