from setuptools import Extension, setup

setup(ext_modules=[Extension("cfold._fold", ["src/cfold/_fold.c"])])
