"""What leaves the house for one person: who hears of an answer, and the mail that tells them."""
