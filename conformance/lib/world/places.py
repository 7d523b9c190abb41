"""Who lives where. All addresses are on the loopback of the journey's own network."""

A = "127.0.0.2"  # mail.a.test
B = "127.0.0.3"  # mail.b.test
P = "127.0.0.4"  # mx.p.test
RESOLVER = "127.0.0.5"
NAMES = "127.0.0.6"
POLICIES = "127.0.0.7"
NOBODY = "127.0.0.8"
STRANGER = "127.0.0.9"
SEVEN = "127.0.0.10"  # mx.seven.test, which takes seven bits only

PASSWORD = "secret-of-the-world"
