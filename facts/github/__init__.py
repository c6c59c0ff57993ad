"""The forge as its own client answers: typed readers, each one question to the real `gh`."""
