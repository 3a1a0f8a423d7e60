# What is set about the sampling of weirds can be read.
event bro_init()
	{
	print Reporter::get_weird_sampling_rate(), Reporter::get_weird_sampling_threshold(), Reporter::get_weird_sampling_duration(), |Reporter::get_weird_sampling_whitelist()|, |Reporter::get_weird_sampling_global_list()|;
	print Reporter::set_weird_sampling_rate(5), Reporter::set_weird_sampling_threshold(6), Reporter::set_weird_sampling_duration(7sec), Reporter::set_weird_sampling_whitelist(set("a")), Reporter::set_weird_sampling_global_list(set("b", "c"));
	print Reporter::get_weird_sampling_rate(), Reporter::get_weird_sampling_threshold(), Reporter::get_weird_sampling_duration(), |Reporter::get_weird_sampling_whitelist()|, |Reporter::get_weird_sampling_global_list()|;
	}
# expect: 1000, 25, 10.0 mins, 0, 0
# expect: T, T, T, T, T
# expect: 5, 6, 7.0 secs, 1, 2
