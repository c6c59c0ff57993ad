"""What a repository, its tags and its channels say by themselves; nothing is judged here."""
