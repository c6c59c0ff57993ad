"""What a release run does, by whoever's hand, and in which combinations of results each irreversible effect happens."""
