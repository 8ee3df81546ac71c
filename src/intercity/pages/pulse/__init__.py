"""The pulse of the network: how much is asked, answered and taken over, and where nobody has posted."""
