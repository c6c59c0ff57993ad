from setuptools import Extension, setup

setup(ext_modules=[Extension("fletchsum._native", ["src/fletchsum/_native.c"])])
