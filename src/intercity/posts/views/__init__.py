"""Pages of posts: each function fetches with permission, asks a form, calls an action."""
