"""The application on several servers: what is written for containers, and the same without them."""
