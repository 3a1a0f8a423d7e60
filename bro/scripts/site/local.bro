# The policy a site would choose.
