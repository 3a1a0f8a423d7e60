# What is in a mail about a notice, and who gets one.
@load base/frameworks/notice

redef Notice::mail_from = "us@site.example";
redef Notice::mail_subject_prefix = "[us]";
redef Notice::reply_to = "them@site.example";
redef Notice::sendmail = "/bin/true";
redef Site::local_admins += { [10.0.0.0/8] = set("ten@site.example"), [10.1.0.0/16] = set("one@site.example") };

redef enum Notice::Type += { Test::Mail, Test::Admin };
redef Notice::emailed_types += { Test::Mail };

hook Notice::policy(n: Notice::Info)
	{
	if ( n$note == Test::Admin )
		add n$actions[Notice::ACTION_EMAIL_ADMIN];
	}

function without_version(text: string): string
	{
	return sub(text, /User-Agent: Bro\/[^\n]*/, "User-Agent: Bro");
	}

event bro_init()
	{
	local n = Notice::Info($note=Test::Mail, $msg="message", $sub="sub", $uid="C1", $file_mime_type="text/plain",
	                       $id=[$orig_h=10.0.0.1, $orig_p=1234/tcp, $resp_h=[2001:db8::1], $resp_p=80/tcp],
	                       $email_body_sections=vector("one", "two"));
	NOTICE(n);
	print without_version(Notice::email_text(n, "you@site.example", T));
	print without_version(Notice::email_text([$note=Test::Mail, $msg="short", $src=10.0.0.1], "you@site.example", F));
	NOTICE([$note=Test::Admin, $msg="for the admins", $src=10.1.0.1]);
	}
