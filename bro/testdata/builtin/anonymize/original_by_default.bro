# anonymize_addr leaves addresses as they are unless an option says otherwise; IPv6 is refused.
event bro_init() { print anonymize_addr(1.2.3.4, ORIG_ADDR), anonymize_addr(1.2.3.4, RESP_ADDR), anonymize_addr(1.2.3.4, OTHER_ADDR); print anonymize_addr([::1], ORIG_ADDR); } ### "anonymize_addr: not supported for IPv6 addresses"
# expect: 1.2.3.4, 1.2.3.4, 1.2.3.4
