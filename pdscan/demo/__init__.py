"""A small Webcircuit with known answers: what is declared, what is kept, and what differs."""
