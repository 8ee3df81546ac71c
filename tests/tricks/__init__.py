"""What attackers type and upload, the forms they find, and what their words may never become."""
