##! What is loaded without being asked, unless the engine runs bare. Each line
##! can also be loaded on its own in bare mode.

@load base/utils/site
@load base/utils/queue
@load base/frameworks/dpd
@load base/protocols/conn
@load base/protocols/dns
@load base/protocols/http
