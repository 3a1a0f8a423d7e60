##! The name that it has today.

@load frameworks/dpd/packet-segment-logging
