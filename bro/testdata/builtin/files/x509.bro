# A certificate is read from DER or PEM, taken apart, written again, and checked against roots.
const der = hexstr_to_bytestring("3082015b30820100a00302010202021234300a06082a8648ce3d04030230143112301006035504031309627269" +
	"672074657374301e170d3031303930393031343634305a170d3333303531383033333332305a30143112301006" +
	"0355040313096272696720746573743059301306072a8648ce3d020106082a8648ce3d03010703420004e90c3c" +
	"3b5970d42315a31c736e71b4a128bd32282d988b76cc64192dc8a8e59c3310b0609301d9716ce08d45aa401fcf" +
	"7e786b7823c8aaabd5b622ddc63f02a3a3423040300e0603551d0f0101ff040403020204300f0603551d130101" +
	"ff040530030101ff301d0603551d0e04160414b1f43fa9231626a19dc18075ade24e7b96427534300a06082a86" +
	"48ce3d0403020349003046022100e3c6f9dcfadd9565b4062c5775540582769511320df73a77d41e457f3e43fe" +
	"1a022100a6fb2c46092d10f201fd9a4397fe0f1426b1d7c7f59ad847674c3347d059ff01");
const pem = "-----BEGIN CERTIFICATE-----\n" +
	"MIIBWzCCAQCgAwIBAgICEjQwCgYIKoZIzj0EAwIwFDESMBAGA1UEAxMJYnJpZyB0\n" +
	"ZXN0MB4XDTAxMDkwOTAxNDY0MFoXDTMzMDUxODAzMzMyMFowFDESMBAGA1UEAxMJ\n" +
	"YnJpZyB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6Qw8O1lw1CMVoxxz\n" +
	"bnG0oSi9MigtmIt2zGQZLcio5ZwzELBgkwHZcWzgjUWqQB/PfnhreCPIqqvVtiLd\n" +
	"xj8Co6NCMEAwDgYDVR0PAQH/BAQDAgIEMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\n" +
	"BBYEFLH0P6kjFiahncGAda3iTnuWQnU0MAoGCCqGSM49BAMCA0kAMEYCIQDjxvnc\n" +
	"+t2VZbQGLFd1VAWCdpURMg33OnfUHkV/PkP+GgIhAKb7LEYJLRDyAf2aQ5f+DxQm\n" +
	"sdfH9ZrYR2dMM0fQWf8B\n" +
	"-----END CERTIFICATE-----\n";
event bro_init()
	{
	local cert = x509_from_der(der);
	local c = x509_parse(cert);
	print c$version, c$serial, c$subject, c$issuer, c$cn, c$key_type, c$curve, c$not_valid_before, c$not_valid_after;
	print x509_get_certificate_string(cert) == der, x509_get_certificate_string(cert, T) == pem;
	local roots = x509_from_pem(pem);
	print |roots|, roots["CN=brig test"] == der;
	print x509_verify(vector(cert), roots, double_to_time(1500000000.0))$result_string;
	print x509_verify(vector(cert), roots, double_to_time(2100000000.0))$result == 0;
	}
# expect: 3, 1234, CN=brig test, CN=brig test, brig test, ecdsa, prime256v1, 1000000000.0, 2000000000.0
# expect: T, T
# expect: 1, T
# expect: ok
# expect: F
