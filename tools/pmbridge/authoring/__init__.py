"""From an author's Markdown to notebooks that are built, verified and held to the teaching contract."""
