# What the functions of base/utils give.
@load base/utils/addrs
@load base/utils/conn-ids
@load base/utils/directions-and-hosts
@load base/utils/files
@load base/utils/numbers
@load base/utils/paths
@load base/utils/patterns
@load base/utils/strings
@load base/utils/thresholds
@load base/utils/time
@load base/utils/urls

redef Site::private_address_space_is_local = F;

redef Site::local_nets += { 10.0.0.0/8 };
redef Site::local_zones += { "example.org" };
redef Site::local_admins += { [10.1.0.0/16] = set("root@example.org") };

event bro_init()
	{
	print "addrs";
	print extract_ip_addresses("from 10.1.2.3, via [2001:db8::1] and 1.2.3.999 to ::ffff:1.2.3.4, 1:2:3:4:5:6:7:8.");
	print find_ip_addresses("1.2.3.4");
	print addr_to_uri([::1]), addr_to_uri(1.2.3.4);
	print normalize_mac("00-1B-AA-bb-CC-01"), normalize_mac("001b.aabb.cc01"), normalize_mac("none") == "";

	print "conn-ids";
	local id: conn_id = [$orig_h=10.0.0.1, $orig_p=1234/tcp, $resp_h=[2001:db8::1], $resp_p=80/tcp];
	print id_string(id), reverse_id_string(id), directed_id_string(id, T) == id_string(id);

	print "directions-and-hosts";
	print id_matches_direction(id, OUTBOUND), id_matches_direction(id, INBOUND),
	      id_matches_direction(id, BIDIRECTIONAL), id_matches_direction(id, NO_DIRECTION);
	print addr_matches_host(10.0.0.1, LOCAL_HOSTS), addr_matches_host(10.0.0.1, REMOTE_HOSTS),
	      addr_matches_host(11.0.0.1, REMOTE_HOSTS), addr_matches_host(11.0.0.1, ALL_HOSTS), addr_matches_host(11.0.0.1, NO_HOSTS);

	print "site";
	print Site::is_local_name("www.example.org"), Site::is_local_name("example.org"),
	      Site::is_local_name("badexample.org"), Site::is_local_name("example.org.example.com"), Site::is_local_name("exampleXorg");
	print Site::is_private_addr(192.168.1.1), Site::is_private_addr(8.8.8.8), Site::is_neighbor_addr(8.8.8.8);
	print Site::get_emails(10.1.1.1), Site::get_emails(10.2.1.1);

	print "files";
	print extract_filename_from_content_disposition("attachment; filename=\"a b.txt\"; size=1");
	print extract_filename_from_content_disposition("attachment; filename*=UTF-8''a%20b.txt");
	print extract_filename_from_content_disposition("attachment; FileName=plain.txt; size=1");
	print extract_filename_from_content_disposition("inline") == "";

	print "numbers";
	print extract_count("abc 123 def 4"), extract_count("none");

	print "paths";
	print extract_path("cd \"/a b/c\" now"), extract_path("it is /a/b here"), extract_path("none") == "";
	print compress_path("/a/./b//../c/"), compress_path("../../a/.."), compress_path("/..");
	print build_path("/x", "y"), build_path("/x/", "/y"), build_path("", "y"), build_path_compressed("/x/../", "y");

	print "strings";
	print is_string_binary("\x01\x02ab"), is_string_binary("abcdefgh\x01"), is_string_binary("");
	print string_escape("a\"b'c\\", "\"'"), cut_tail("abcdef", 2), cut_tail("a", 5) == "";

	print "thresholds";
	local t = TrackCount();
	while ( t$n < 150 )
		{
		++t$n;
		if ( default_check_threshold(t) )
			print t$n;
		}

	print "time";
	print duration_to_mins_secs(125sec), duration_to_mins_secs(0.5sec);

	print "urls";
	print find_all_urls("see http://a.b/c?d=e and ftp://x:21/ "), find_all_urls_without_scheme("see http://a.b/c");
	print decompose_uri("http://[::1]:8080/a/b/c.tar.gz?x=1&y=2");
	print decompose_uri("example.org");

	print "patterns";
	print set_to_regex(set("a.b", "c"), "^(~~)$") == "a.b", set_to_regex(set("a.b", "c"), "^(~~)$") == "axb";
	}
