from setuptools import Extension, setup

setup(ext_modules=[Extension("finch._core", ["src/core.c"])])
