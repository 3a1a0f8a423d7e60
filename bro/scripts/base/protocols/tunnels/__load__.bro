##! Where sites of 2013 loaded the recognition of tunnels from. The engine
##! recognizes them by itself; what is told of them is in the framework.

@load base/frameworks/tunnels
