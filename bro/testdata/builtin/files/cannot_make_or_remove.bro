# What cannot be made, removed or renamed is a warning and F.
event bro_init()
	{
	print mkdir("/nowhere/at/all"); ### "warning: cannot create directory '/nowhere/at/all': no such file or directory"
	print rmdir("/nowhere/at/all"); ### "warning: cannot remove directory '/nowhere/at/all': no such file or directory"
	print unlink("/nowhere/at/all"); ### "warning: cannot unlink file '/nowhere/at/all': no such file or directory"
	print rename("/nowhere/at/all", "/nowhere/else"); ### "warning: cannot rename file '/nowhere/at/all' to '/nowhere/else': no such file or directory"
	}
# expect: F
# expect: F
# expect: F
# expect: F
