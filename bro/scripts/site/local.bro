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

# Programs of the site, as they tell of themselves.
@load protocols/http/software

# Certificates of the site.
@load protocols/ssl/known-certs

# Digests of all files.
@load frameworks/files/hash-all-files

# The rest of what sites customarily load. Programs of other protocols:
# @load protocols/ftp/software
# @load protocols/smtp/software
# @load protocols/ssh/software
# @load protocols/dhcp/software
# @load protocols/http/detect-webapps

# Programs with holes, and with other versions than before.
# @load frameworks/software/vulnerable
# @load frameworks/software/version-changes

# Certificates: whether a root vouches for them, what a notary says, and which log they are in.
# @load protocols/ssl/validate-certs
# @load protocols/ssl/expiring-certs
# @load protocols/ssl/log-hostcerts-only
# @load protocols/ssl/weak-keys
# @load protocols/ssl/heartbleed
# @load protocols/ssl/notary

# Who logs in, from where.
# @load protocols/ssh/geo-data
# @load protocols/ssh/detect-bruteforcing
# @load protocols/ssh/interesting-hostnames
# @load protocols/ftp/detect

# Files that a registry of malware knows: it is asked by the name service.
# @load frameworks/files/detect-MHR

# More about connections.
# @load protocols/conn/community-id-logging
# @load protocols/conn/mac-logging
# @load protocols/conn/vlan-logging

# What the engine itself does. These are not the same in each run.
# @load misc/stats
# @load misc/profiling
# @load misc/capture-loss
# @load misc/weird-stats
# @load misc/app-stats

# Logs as JSON.
# @load tuning/json-logs
