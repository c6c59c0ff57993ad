import nox


@nox.session(python=["3.10", "3.13"])
def tests(session):
    session.run("python", "tools/compile_messages.py")
    session.install(".")
    session.run("python", "-m", "unittest", "discover", "-s", "tests")
