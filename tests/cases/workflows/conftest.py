"""The trees of the cases hold tests of their own, which are content here."""

collect_ignore_glob = ["*/*"]
