"""Search: a replica of the posts on local disk, fed from the record, and the ways to ask it."""
