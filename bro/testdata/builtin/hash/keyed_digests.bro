# md5_hmac and sha256_hmac have a key of the run; the same text gives the same digest.
event bro_init() { print |md5_hmac("a")|, |sha256_hmac("a")|, md5_hmac("a") == md5_hmac("a"), md5_hmac("a") == md5_hash("a"), sha256_hmac("a") == sha256_hmac("b"); }
# expect: 32, 64, T, F, F
