"""An answer or remark under a post."""
