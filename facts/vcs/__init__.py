"""What git and the project's tree say."""
