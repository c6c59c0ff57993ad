"""What documents and source text say."""
