"""The machinery around the checks: options, plan, launcher, guard, evidence, reports."""

import sys

# Two processes of every run compile a hundred modules: with PYTHONDONTWRITEBYTECODE set that is most of a short run.
# What is kept are caches beside the suite's own files, which git ignores; nothing of a project is compiled here.
sys.dont_write_bytecode = False
