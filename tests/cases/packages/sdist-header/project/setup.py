from setuptools import Extension, setup

setup(
    name="polyalign",
    version="1.5.7",
    packages=["polyalign"],
    ext_modules=[Extension("polyalign._align", ["src/align.c", "src/wide.c"], include_dirs=["src"])],
)
