"""The list of plugins, nothing else."""

pytest_plugins = ["plugins.options", "plugins.launcher", "plugins.recorder", "plugins.fixtures", "plugins.alone"]
