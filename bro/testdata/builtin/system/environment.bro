# setenv and getenv; system_env gives a command variables of its own.
event bro_init()
	{
	print getenv("BRIG_NOT_SET") == "", setenv("BRIG_TEST_VAR", "5"), getenv("BRIG_TEST_VAR");
	print system_env("test \"$BRO_ARG_NAME-$ZEEK_ARG_NAME\" = x-x || echo wrong >&2", table(["name"] = "x"));
	}
# expect: T, T, 5
# expect: 0
