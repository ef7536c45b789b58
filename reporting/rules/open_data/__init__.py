"""What is published for everybody to reuse, as the standards have it. Pure: rows in, text out."""
