from setuptools import setup

setup(name="tinyloop", version="3.6", packages=["tinyloop"])
