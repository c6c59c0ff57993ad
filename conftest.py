"""The list of plugins, nothing else."""

pytest_plugins = [
    "plugins.cli.options",
    "plugins.run.launcher",
    "plugins.run.recorder",
    "plugins.run.fixtures",
    "plugins.run.exclusive",
]
