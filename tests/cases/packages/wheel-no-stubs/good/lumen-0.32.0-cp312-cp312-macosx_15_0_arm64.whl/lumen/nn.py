import lumen.core
