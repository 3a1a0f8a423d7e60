##! x509.log: one line for each certificate, once a day.

@load base/frameworks/files
@load base/files/hash

module X509;

export {
	redef enum Log::ID += { LOG };

	## Whether certificates are in files.log too.
	const log_x509_in_files_log = F &redef;

	## The fingerprint of a certificate in DER.
	const hash_function: function(cert: string): string = function(cert: string): string
		{ return sha256_hash(cert); } &redef;

	## A certificate is logged again after this; with 0 secs it always is.
	const relog_known_certificates_after = 1 day &redef;

	type Info: record {
		## When the certificate was seen.
		ts: time &log;
		## The digest of the certificate.
		fingerprint: string &log;
		certificate: X509::Certificate &log;
		## The certificate for functions that work on it.
		handle: opaque of x509;
		## Its extensions, in order.
		extensions: vector of X509::Extension &default=vector();
		## Names that it is for.
		san: X509::SubjectAlternativeName &optional &log;
		basic_constraints: X509::BasicConstraints &optional &log;
		## Whether it is the first of a chain.
		host_cert: bool &log &default=F;
		## Whether a client sent it.
		client_cert: bool &log &default=F;
	};

	## Raised with each line of the log.
	## How long a string of the log may be, and how many elements its fields
	## may have, each and together. Certificates have many names.
	const default_max_field_string_bytes = Log::default_max_field_string_bytes &redef;
	const default_max_field_container_elements = 500 &redef;
	const default_max_total_container_elements = 1500 &redef;

	global log_x509: event(rec: Info);
}

redef record Files::Info += {
	## The certificate that the file is.
	x509: X509::Info &optional;
};

# What has been logged lately: fingerprint, host_cert, client_cert.
global known_log_certs: set[string, bool, bool] &create_expire=relog_known_certificates_after;

event bro_init() &priority=5
	{
	Log::create_stream(X509::LOG, [$columns=Info, $ev=log_x509, $path="x509",
	                               $max_field_string_bytes=default_max_field_string_bytes,
	                               $max_field_container_elements=default_max_field_container_elements,
	                               $max_total_container_elements=default_max_total_container_elements]);

	for ( mt in set("application/x-x509-user-cert", "application/x-x509-ca-cert", "application/pkix-cert") )
		{
		Files::register_for_mime_type(Files::ANALYZER_X509, mt);
		Files::register_for_mime_type(Files::ANALYZER_MD5, mt);
		Files::register_for_mime_type(Files::ANALYZER_SHA1, mt);
		Files::register_for_mime_type(Files::ANALYZER_SHA256, mt);
		}
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &priority=5
	{
	f$info$logged = log_x509_in_files_log;
	f$info$x509 = X509::Info($ts=f$info$ts, $certificate=cert, $handle=cert_ref,
	                         $fingerprint=hash_function(x509_get_certificate_string(cert_ref)));
	f$info$x509$host_cert = f$info?$mime_type && f$info$mime_type == "application/x-x509-user-cert";
	f$info$x509$client_cert = f?$is_orig && f$is_orig;
	}

event x509_extension(f: fa_file, ext: X509::Extension) &priority=5
	{
	if ( f$info?$x509 )
		f$info$x509$extensions[|f$info$x509$extensions|] = ext;
	}

event x509_ext_basic_constraints(f: fa_file, ext: X509::BasicConstraints) &priority=5
	{
	if ( f$info?$x509 )
		f$info$x509$basic_constraints = ext;
	}

event x509_ext_subject_alternative_name(f: fa_file, ext: X509::SubjectAlternativeName) &priority=5
	{
	if ( f$info?$x509 )
		f$info$x509$san = ext;
	}

event file_state_remove(f: fa_file) &priority=5
	{
	if ( ! f$info?$x509 )
		return;

	local info = f$info$x509;

	if ( relog_known_certificates_after > 0 secs )
		{
		if ( [info$fingerprint, info$host_cert, info$client_cert] in known_log_certs )
			return;

		add known_log_certs[info$fingerprint, info$host_cert, info$client_cert];
		}

	Log::write(X509::LOG, info);
	}
