##! Conversions between types, and questions about addresses, subnets and ports.

## A number in a base from 2 to 36; in base 16 it may begin with 0x. What is no number is
## an error message and 0.
global to_count: function(str: string, base: count &default=10): count;
global to_int: function(str: string, base: count &default=10): int;
global to_double: function(str: string): double;
global to_bool: function(str: string): bool;
global to_addr: function(ip: string): addr;
global to_subnet: function(sn: string): subnet;
## Reads "53/udp".
global to_port: function(s: string): port;
## Reads "1.0 min 40.0 secs" or a number of seconds.
global to_interval: function(s: string): interval;
global int_to_count: function(n: int): count;
global count_to_int: function(n: count): int;
global int_to_double: function(n: int): double;
global count_to_double: function(n: count): double;
## The nearest count.
global double_to_count: function(d: double): count;
## The nearest int.
global double_to_int: function(d: double): int;
global double_to_time: function(d: double): time;
global time_to_double: function(t: time): double;
global double_to_interval: function(d: double): interval;
global interval_to_double: function(i: interval): double;
global enum_to_int: function(e: any): int;
global port_to_count: function(p: port): count;
global count_to_port: function(num: count, proto: transport_proto): port;
global count_to_v4_addr: function(ip: count): addr;
global addr_to_counts: function(a: addr): index_vec;
global counts_to_addr: function(v: index_vec): addr;
global raw_bytes_to_v4_addr: function(b: string): addr;
global raw_bytes_to_v6_addr: function(b: string): addr;
## 1.2.3.4 as 4.3.2.1.in-addr.arpa.
global addr_to_ptr_name: function(a: addr): string;
global ptr_name_to_addr: function(s: string): addr;
global addr_to_subnet: function(a: addr): subnet;
global subnet_to_addr: function(sn: subnet): addr;
global subnet_width: function(sn: subnet): count;
## The addresses in the data of an IPv6 routing header of type 0.
global routing0_data_to_addrs: function(s: string): addr_vec;

global is_v4_addr: function(a: addr): bool;
global is_v6_addr: function(a: addr): bool;
global is_v4_subnet: function(s: subnet): bool;
global is_v6_subnet: function(s: subnet): bool;
global is_tcp_port: function(p: port): bool;
global is_udp_port: function(p: port): bool;
global is_icmp_port: function(p: port): bool;
global get_port_transport_proto: function(p: port): transport_proto;
global mask_addr: function(a: addr, top_bits_to_keep: count): subnet;
## The top bits of a1 and the other bits of a2.
global remask_addr: function(a1: addr, a2: addr, top_bits_from_a1: count): addr;
global is_valid_ip: function(ip: string): bool;
global is_valid_subnet: function(cidr: string): bool;
## Whether this machine has the address.
global is_local_interface: function(ip: addr): bool;
## Reads "1,2,3,4,p1,p2".
global parse_ftp_port: function(s: string): ftp_port;
global parse_ftp_pasv: function(str: string): ftp_port;
global parse_eftp_port: function(s: string): ftp_port;
global parse_ftp_epsv: function(str: string): ftp_port;
global fmt_ftp_port: function(a: addr, p: port): string;
## Whether the set or table has exactly this subnet.
global check_subnet: function(search: subnet, t: any): bool;
## All subnets of the set or table that hold this one.
global matching_subnets: function(search: subnet, t: any): subnet_vec;
global filter_subnet_table: function(search: subnet, t: any): any;

## An address in place of another: always the same, in the way that the option of its
## class says. IPv4 only.
global anonymize_addr: function(a: addr, cl: IPAddrAnonymizationClass): addr;
## The first width bits of a stay under PREFIX_PRESERVING_A50.
global preserve_prefix: function(a: addr, width: count);
global preserve_subnet: function(a: subnet);
