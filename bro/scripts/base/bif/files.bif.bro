##! Builtin functions about files and certificates.

module GLOBAL;

## Names the file that ``get_file_handle`` asks for.
global set_file_handle: function(handle: string);

## Returns: the MIME type that data has by its first bytes, ``<unknown>`` if
##          they say nothing.
global identify_data: function(data: string, return_mime: bool &default=T): string;

## Returns: a certificate's contents.
global x509_parse: function(cert: opaque of x509): X509::Certificate;

## Returns: the certificate in DER.
global x509_from_der: function(der: string): opaque of x509;

## Reads the certificates of a PEM text.
##
## Returns: the certificates in DER by their subjects: roots for
##          ``x509_verify``.
global x509_from_pem: function(pem: string): table_string_of_string;

## Returns: the certificate in DER, or in PEM.
global x509_get_certificate_string: function(cert: opaque of x509, pem: bool &default=F): string;

## Looks for a valid path from the first certificate to a root.
##
## certs: the certificate, and others that may be on the way.
##
## root_certs: certificates to trust, in DER.
##
## verify_time: when the path has to be valid; the network time by default.
global x509_verify: function(certs: x509_opaque_vector, root_certs: table_string_of_string, verify_time: time &default=network_time()): X509::Result;

module Files;

global __file_exists: function(fuid: string): bool;
global __lookup_file: function(fuid: string): fa_file;
global __set_timeout_interval: function(fuid: string, t: interval): bool;
global __set_reassembly: function(fuid: string, most: count): bool;
global __add_analyzer: function(fuid: string, tag: Files::Tag, args: any): bool;
global __remove_analyzer: function(fuid: string, tag: Files::Tag, args: any): bool;
global __stop: function(fuid: string): bool;
global __analyzer_name: function(tag: Files::Tag): string;

module FileExtract;

global __set_limit: function(fuid: string, args: any, n: count): bool;
