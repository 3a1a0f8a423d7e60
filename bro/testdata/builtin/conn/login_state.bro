# Logins have a state only on connections that are followed.
global id: conn_id = [$orig_h=10.0.0.1, $orig_p=1024/tcp, $resp_h=10.0.0.2, $resp_p=23/tcp];
event bro_init()
	{
	print get_login_state(id); ### "not a known connection"
	print set_login_state(id, LOGIN_STATE_SKIP); ### "not a known connection"
	}
# expect: 0
# expect: F
