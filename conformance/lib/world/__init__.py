"""A small world of mail: a.test and b.test are served by Culver, p.test by Postfix, and BIND and Unbound tell them where the others are."""
