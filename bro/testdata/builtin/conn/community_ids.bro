# community_id_v1 hashes a flow; both directions have the same, other protocols none.
event bro_init()
	{
	print community_id_v1([$orig_h=1.2.3.4, $orig_p=1122/tcp, $resp_h=5.6.7.8, $resp_p=3344/tcp]);
	print community_id_v1([$orig_h=5.6.7.8, $orig_p=3344/tcp, $resp_h=1.2.3.4, $resp_p=1122/tcp]);
	print community_id_v1([$orig_h=1.2.3.4, $orig_p=1122/tcp, $resp_h=5.6.7.8, $resp_p=3344/tcp], 1), community_id_v1([$orig_h=1.2.3.4, $orig_p=1122/tcp, $resp_h=5.6.7.8, $resp_p=3344/tcp], 0, F);
	print community_id_v1([$orig_h=192.168.0.89, $orig_p=8/icmp, $resp_h=192.168.0.1, $resp_p=0/icmp]);
	print |community_id_v1([$orig_h=1.2.3.4, $orig_p=1/unknown, $resp_h=5.6.7.8, $resp_p=2/unknown])|;
	}
# expect: 1:wCb3OG7yAFWelaUydu0D+125CLM=
# expect: 1:wCb3OG7yAFWelaUydu0D+125CLM=
# expect: 1:HhA1B+6CoLbiKPEs5nhNYN4XWfk=, 1:c026f7386ef200559e95a53276ed03fb5db908b3
# expect: 1:X0snYXpgwiv9TZtqg64sgzUn6Dk=
# expect: 0
