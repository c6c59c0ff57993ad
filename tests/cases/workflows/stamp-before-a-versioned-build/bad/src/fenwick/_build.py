DATE = "unreleased"
