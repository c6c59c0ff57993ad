import os
from setuptools import setup

def _parse(path):
    with open(path) as fp:
        return [l.strip() for l in fp if l.strip()]

HERE = os.path.dirname(__file__)
setup(name='kit', version='0.1.0', packages=['kit'], install_requires=_parse(os.path.join(HERE, 'requirements.txt')))
