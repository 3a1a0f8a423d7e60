# Addresses are numbered in the order in which they come.
redef orig_addr_anonymization = SEQUENTIALLY_NUMBERED;
event bro_init() { print anonymize_addr(1.2.3.4, ORIG_ADDR), anonymize_addr(5.6.7.8, ORIG_ADDR), anonymize_addr(1.2.3.4, ORIG_ADDR), anonymize_addr(1.2.3.4, RESP_ADDR); }
# expect: 0.0.0.1, 0.0.0.2, 0.0.0.1, 1.2.3.4
