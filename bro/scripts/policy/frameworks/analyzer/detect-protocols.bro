##! The name that it has today.

@load frameworks/dpd/detect-protocols
