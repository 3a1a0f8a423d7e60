##! What a site would choose to load on top of the default scripts.

@load local-networks

# Which scripts ran.
@load misc/loaded-scripts

# Settings for a site that wants to see everything.
@load tuning/defaults

# Who looks for open doors, and who for the way.
@load misc/scan
@load misc/detect-traceroute

# Hosts and services of the site.
@load protocols/conn/known-hosts
@load protocols/conn/known-services

# Local addresses under the names of others.
@load protocols/dns/detect-external-names

# Requests that want to talk to the database.
@load protocols/http/detect-sqli
