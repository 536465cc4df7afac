"""Everything known: tools, uses, methods, frames, principles, figures, with their sources."""
