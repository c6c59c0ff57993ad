"""What people see of a run: the screen, the summary, the HTML report, CI."""
