"""What every folder stands on: errors, the process runner, HTTP, recording, redaction; no pytest and no profile."""
