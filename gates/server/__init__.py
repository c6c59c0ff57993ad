"""Server and web UI security: closed by default, open only as told, and bounded in everything."""
