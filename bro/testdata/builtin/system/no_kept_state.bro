# State is not kept from run to run, events are not recorded and processing is never suspended.
event bro_init()
	{
	print checkpoint_state(), dump_config(), rescan_state(), capture_events("x"), capture_state_updates("x");
	suspend_state_updates(); resume_state_updates(); suspend_processing();
	print is_processing_suspended();
	continue_processing();
	disable_print_hook(open("-"));
	print generate_all_events();
	}
# expect: F, F, F, F, F
# expect: F
# expect: T
