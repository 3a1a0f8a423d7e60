# A date that does not have the form, or that there is not, is a warning and time 0.
event bro_init()
	{
	print strptime("%Y-%m-%d", "13 Feb 2009"); ### "warning: strptime conversion failed: \"13 Feb 2009\" does not have the form \"%Y-%m-%d\""
	print strptime("%Y-%m-%d", "2009-13-01"); ### "warning: strptime conversion failed: \"2009-13-01\" does not have the form \"%Y-%m-%d\""
	print strptime("%H:%M", "25:00"); ### "warning: strptime conversion failed: \"25:00\" does not have the form \"%H:%M\""
	print strptime("%Q", "1"); ### "warning: strptime conversion failed: \"1\" does not have the form \"%Q\""
	}
# expect: 0.0
# expect: 0.0
# expect: 0.0
# expect: 0.0
