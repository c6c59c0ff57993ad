"""What has to run, known before anything is collected."""
