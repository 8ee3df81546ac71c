"""Issues and takeaways: what came out of a meeting, each with an address of its own."""
