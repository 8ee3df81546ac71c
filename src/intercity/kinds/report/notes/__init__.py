"""Notes that are taken while an event goes on, part by part as its report asks for them."""
