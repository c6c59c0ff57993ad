from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension("ringdigest._ring", sources=["src/module.c", "src/ring.c"], include_dirs=["src"]),
    ],
)
