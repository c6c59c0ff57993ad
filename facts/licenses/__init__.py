"""License texts, SPDX expressions and notices files."""
