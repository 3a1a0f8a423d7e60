# A lookup outside of the condition of a when is a message.
event bro_init()
	{
	print lookup_addr(127.0.0.1); ### "lookup_addr() can only be called inside a when-condition"
	print |lookup_hostname("localhost")|; ### "lookup_hostname() can only be called inside a when-condition"
	print lookup_hostname_txt("localhost"); ### "lookup_hostname_txt() can only be called inside a when-condition"
	}
# expect: <error>
# expect: 0
# expect: <error>
