# A filter with a rate of 0, or of an absurd size, is refused.
event bro_init() { bloomfilter_basic_init(0.0, 10); } ### "bloomfilter_basic_init: the false-positive rate must lie between 0 and 1"
event bro_init() &priority=-1 { bloomfilter_basic_init(0.0001, 18446744073709551615); } ### "bloomfilter_basic_init: the filter would be too large"
event bro_init() &priority=-2 { bloomfilter_counting_init(0, 10, 3); } ### "bloomfilter_counting_init: the parameters give no filter of a sensible size"
