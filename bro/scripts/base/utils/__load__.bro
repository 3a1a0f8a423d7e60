##! The small functions that other scripts are made of.

@load ./addrs
@load ./conn-ids
@load ./dir
@load ./directions-and-hosts
@load ./exec
@load ./files
@load ./numbers
@load ./paths
@load ./patterns
@load ./queue
@load ./site
@load ./strings
@load ./thresholds
@load ./time
@load ./urls
