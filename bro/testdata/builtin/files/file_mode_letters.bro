# file_mode writes permissions as ls does.
event bro_init() { print file_mode(420), file_mode(493), file_mode(0), file_mode(3565), file_mode(1536), file_mode(511); }
# expect: rw-r--r--, rwxr-xr-x, ---------, rwsr-sr-x, -----S--T, rwxrwxrwx
