from .base import Model
