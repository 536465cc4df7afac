"""What is written about a plan: words and numbers only, laid out by the writers."""
