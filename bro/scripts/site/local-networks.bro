##! The networks that are the site's. Put yours here: with none, scripts cannot
##! tell who is at home.

@load base/utils/site

# What stands for the rest of the Internet in the capture that comes with the
# engine are addresses for documentation.
redef Site::private_address_space_is_local = F;

redef Site::local_nets += {
	# The private networks of IPv4.
	10.0.0.0/8,
	172.16.0.0/12,
	192.168.0.0/16,
	# The office in the capture that comes with the engine.
	[2001:db8:20::]/64,
};
