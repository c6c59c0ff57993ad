"""Readers of task files and programs: what each task runs, written as shell so that one model reads them all."""
