"""What is true of a project under release: the structs of its profile, and the profiles that come with the suite."""
