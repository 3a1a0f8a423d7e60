# Reporter::net_weird and flow_weird raise the events of these names.
event net_weird(name: string) { print "net", name; }
event flow_weird(name: string, src: addr, dst: addr) { print "flow", name, src, dst; }
event bro_init() { print Reporter::net_weird("odd"), Reporter::flow_weird("strange", 1.2.3.4, 5.6.7.8, "more"); }
# expect: T, T
# expect: net, odd
# expect: flow, strange, 1.2.3.4, 5.6.7.8
