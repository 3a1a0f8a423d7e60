# State is not kept from run to run and events are not recorded.
event bro_init()
	{
	print checkpoint_state(), dump_config(), rescan_state(), capture_events("x"), capture_state_updates("x");
	suspend_state_updates(); resume_state_updates();
	disable_print_hook(open("-"));
	print generate_all_events();
	}
# expect: F, F, F, F, F
# expect: T
