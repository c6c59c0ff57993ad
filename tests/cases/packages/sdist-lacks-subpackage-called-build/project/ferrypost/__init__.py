from ferrypost.build import stamp

__all__ = ["stamp"]
__version__ = "1.6.0"
