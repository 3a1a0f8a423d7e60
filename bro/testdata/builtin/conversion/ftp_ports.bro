event bro_init()
	{
	print parse_ftp_port("10,0,0,1,4,1"), parse_ftp_pasv("227 Entering Passive Mode (10,0,0,1,4,1)"), parse_eftp_port("|1|10.0.0.1|1025|"), parse_ftp_epsv("229 Entering (|||1025|)");
	print parse_ftp_port("nonsense")$valid, fmt_ftp_port(10.0.0.1, 1025/tcp);
	}
# expect: [h=10.0.0.1, p=1025/tcp, valid=T], [h=10.0.0.1, p=1025/tcp, valid=T], [h=10.0.0.1, p=1025/tcp, valid=T], [h=::, p=1025/tcp, valid=T]
# expect: F, 10,0,0,1,4,1
