"""Documents as blocks of words, and how each format lays them out."""
