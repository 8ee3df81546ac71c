"""The demo network: an exercise dated today beside the 2020 archive, and one-click sign-in. Only `intercity demo`."""
