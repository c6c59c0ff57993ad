"""Dependencies and vulnerabilities: all that ships is known, pinned, and free of critical and high vulnerabilities."""
