##! What certificates tell: names, mail addresses and their own digests.

@load base/frameworks/intel
@load base/files/x509
@load ./where-locations

module Intel;

export {
	## Whether to look at the other names that a certificate is for.
	option enable_x509_ext_subject_alternative_name = T;
}

event x509_ext_subject_alternative_name(f: fa_file, ext: X509::SubjectAlternativeName) &group="Intel::DOMAIN"
	{
	if ( ! enable_x509_ext_subject_alternative_name || ! ext?$dns )
		return;

	for ( i in ext$dns )
		Intel::seen([$indicator=ext$dns[i], $indicator_type=Intel::DOMAIN, $f=f, $where=X509::IN_CERT]);
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &group="Intel::EMAIL"
	{
	local email = find_all_ordered(cert$subject, /emailAddress=[^,]*/);

	if ( |email| > 0 )
		Intel::seen([$indicator=email[|email| - 1][|"emailAddress="|:], $indicator_type=Intel::EMAIL,
		             $f=f, $where=X509::IN_CERT]);
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &group="Intel::CERT_HASH"
	{
	# If the digest came first.
	if ( f$info?$sha1 )
		Intel::seen([$indicator=f$info$sha1, $indicator_type=Intel::CERT_HASH, $f=f, $where=X509::IN_CERT]);
	}

event file_hash(f: fa_file, kind: string, hash: string) &group="Intel::CERT_HASH"
	{
	if ( kind == "sha1" && f?$info && f$info?$x509 )
		Intel::seen([$indicator=hash, $indicator_type=Intel::CERT_HASH, $f=f, $where=X509::IN_CERT]);
	}
