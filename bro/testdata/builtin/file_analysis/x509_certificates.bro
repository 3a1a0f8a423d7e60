# Certificates are read from PEM and DER, taken apart, given back and verified.
# expect: CN=www.example,O=Test,C=DE
# expect: 1234, CN=www.example,O=Test,C=DE, www.example, id-ecPublicKey, ecdsa, 256, prime256v1
# expect: T, T
# expect: 0, ok, 1
# expect: 18, self signed certificate
# expect: 10, certificate has expired
const pem = "-----BEGIN CERTIFICATE-----\nMIIBwTCCAWegAwIBAgICEjQwCgYIKoZIzj0EAwIwMjELMAkGA1UEBhMCREUxDTAL\nBgNVBAoMBFRlc3QxFDASBgNVBAMMC3d3dy5leGFtcGxlMCAXDTI2MTEyMjA0MTgz\nMFoYDzIxMjYxMDI5MDQxODMwWjAyMQswCQYDVQQGEwJERTENMAsGA1UECgwEVGVz\ndDEUMBIGA1UEAwwLd3d3LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\nAAQw4xtu8WB9t1p4NLgkkIalRaMWo0KOCLSUiIdOy3z1O3oKlK0C+S8IK7YPAWEF\nEQws13r75/BDQdwm/+C+/9Yzo2swaTAdBgNVHQ4EFgQUQ/Q8ocR2owyIacgfUEay\n22C1x50wHwYDVR0jBBgwFoAUQ/Q8ocR2owyIacgfUEay22C1x50wDwYDVR0TAQH/\nBAUwAwEB/zAWBgNVHREEDzANggt3d3cuZXhhbXBsZTAKBggqhkjOPQQDAgNIADBF\nAiEAoYWwRhTRfZ8xQljOY5S6XYZAEadsu8ushhJVVbJB9DYCIESgqNGea8w5uDMh\nd1oHEmycCdxJeAnwUCj7O1dRMKiB\n-----END CERTIFICATE-----\n";

event bro_init()
	{
	local roots = x509_from_pem(pem);
	for ( subject in roots )
		print subject;

	local cert = x509_from_der(roots["CN=www.example,O=Test,C=DE"]);
	local c = x509_parse(cert);
	print c$serial, c$subject, c$cn, c$key_alg, c$key_type, c$key_length, c$curve;
	print x509_get_certificate_string(cert, T) == pem, x509_get_certificate_string(cert) == roots[c$subject];

	local chain: x509_opaque_vector = vector(cert);
	local when_valid = double_to_time(1.9e9);
	local good = x509_verify(chain, roots, when_valid);
	print good$result, good$result_string, |good$chain_certs|;
	local nobody = x509_verify(chain, table(), when_valid);
	print nobody$result, nobody$result_string;
	local late = x509_verify(chain, roots, double_to_time(9e9));
	print late$result, late$result_string;
	}
