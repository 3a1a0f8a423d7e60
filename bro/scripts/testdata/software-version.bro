# What is made of the texts in which programs tell their versions, and which
# version comes before which.
@load base/frameworks/software

module Test;

function show(text: string)
	{
	local d = Software::parse(text);
	print d$name, Software::software_fmt_version(d$version);
	}

function order(a: string, b: string): int
	{
	return Software::cmp_versions(Software::parse(a)$version, Software::parse(b)$version);
	}

event bro_init()
	{
	print "numbers";
	show("nginx/1.18.0");
	show("dropbear_2019.78");
	show("Postfix");
	show("Exim 4.96.2.17.3");
	show("Flash 10,2,153,1");
	show("Agent v7");
	show("Agent/v8x");
	show("Java/1.7.0_25");

	print "what follows";
	show("lighttpd/1.4.55 (Gentoo-r1)");
	show("Sendmail 8.17.1rc2 (mail.example.com)");
	show("Courier 0.7.2-beta.4");
	show("tool/2.0+git-main");
	show("Box (v3.1.4) Home");
	show("(pure-ftpd 1.0.49)");
	show("Claws Mail (3.19)");

	print "escaped";
	show("Gro%C3%9F/1.2");
	show("Gro\\xc3\\x9f 3.4");
	show("Flash%20Player/32.0");

	print "browsers";
	show("Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0");
	show("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/103.0.5060.53 Safari/537.36");
	show("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763");
	show("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.5 Safari/605.1.15");
	show("Mozilla/5.0 (iPhone; CPU iPhone OS 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Mobile/15E148 Safari/604.1");
	show("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)");
	show("Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/4.0)");
	show("Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko");
	show("Mozilla/4.0 (Windows 98) Opera 9.27");
	show("Opera/9.80 (X11; Linux) Presto/2.12.388 Version/12.16");
	show("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3; U; en) Presto/2.8.119 Version/11.10");
	show("Opera/9.80 (J2ME/MIDP; Opera Mini/4.2.13337/22.4; U; en) Presto/2.5.25");
	show("Mozilla/5.0 (compatible; thing)");
	show("A/11/Google/Pixel#5/redfin");

	print "of no sense";
	show("");
	show("----");
	show("x/99999999999999999999999999.1");

	print "order";
	print order("a/1.2", "a/1.2"), order("a/1.9", "a/1.10"), order("a/1.2", "a/1.2.0"), order("a/2.0", "a/1.9");
	print order("a/1.2a", "a/1.2"), order("a/1.2a", "a/1.2b") < 0, order("a", "a/10");
	print order("a/99999999999999999999999999.1", "a");
	}
