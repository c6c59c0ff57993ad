__version__ = "4.3.8"


def run(tasks):
    return [task() for task in tasks]
