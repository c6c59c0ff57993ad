"""Manifests and lock files: what each ecosystem's own files state about a package."""
