"""The structs of a profile: one file a table, and what several tables share."""
